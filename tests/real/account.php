<?php
// Gives the administrator of a blog an application password, and prints both, with a tab between.
$_SERVER['HTTP_HOST'] = 'localhost';
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_upgrade();
$users = get_users(['role' => 'administrator', 'number' => 1]);
if (!$users) { fwrite(STDERR, 'no administrator'); exit(1); }
$made = WP_Application_Passwords::create_new_application_password($users[0]->ID, ['name' => 'curate']);
if (is_wp_error($made)) { fwrite(STDERR, $made->get_error_message()); exit(1); }
echo $users[0]->user_login . "\t" . $made[0] . "\n";
