// A personal data server of Bluesky and the directory that it needs, both on loopback and in a folder of their own.
import http from 'node:http'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { randomBytes } from 'node:crypto'

const [port, plcPort] = process.argv.slice(2).map(Number)
const listen = http.Server.prototype.listen
http.Server.prototype.listen = function (given, ...rest) {
  return listen.call(this, given, '127.0.0.1', ...rest.filter((each) => typeof each === 'function'))
}
const { PDS, envToCfg, envToSecrets } = await import('@atproto/pds')
const { PlcServer, Database } = await import('@did-plc/server')

await PlcServer.create({ db: Database.mock(), port: plcPort }).start()
const data = mkdtempSync(join(tmpdir(), 'curate-pds-'))
const environment = {
  devMode: true,
  port,
  hostname: 'localhost',
  dataDirectory: data,
  blobstoreDiskLocation: join(data, 'blobs'),
  didPlcUrl: `http://127.0.0.1:${plcPort}`,
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  jwtSecret: randomBytes(16).toString('hex'),
  adminPassword: randomBytes(16).toString('hex'),
  plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString('hex'),
  rateLimitsEnabled: false,
}
const server = await PDS.create(envToCfg(environment), envToSecrets(environment))
await server.start()
