"""What is added to what a source said: tags, stories and scores, each with its reason. Pure."""
