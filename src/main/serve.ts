/**
 * `serve`: database, migrations, content, gateway, doors, and in the sandbox the partners and the play; then it serves
 * until a signal comes, and ends in the opposite order. A second start finds the first and says so.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { createApi } from '../api/api.ts'
import { tokenUrlOf } from '../api/discovery.ts'
import { describe } from '../api/failure.ts'
import type { Config } from '../config.ts'
import { migrate } from '../database/migrations.ts'
import type { Database } from '../database/database.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { openGateway } from '../gateway/open.ts'
import type { Opening } from '../gateway/open.ts'
import type { Reload } from '../gateway/reload.ts'
import { createCredentials } from '../partners/credentials.ts'
import { createDirectory } from '../partners/directory.ts'
import type { Directory } from '../partners/directory.ts'
import { startChild, startListening } from './children.ts'
import type { Child } from './children.ts'
import { startControl } from './control.ts'
import { loadConfigured, openConfigured, softwareVersion } from './ground.ts'
import type { OpenDatabase } from './ground.ts'
import { greeting, sayRunning } from './greeting.ts'
import { createLog } from './log.ts'
import type { Log } from './log.ts'
import { enter } from './port.ts'
import type { Held } from './port.ts'
import { forgetRunning, noteRunning } from './running.ts'
import type { Running } from './running.ts'
import { listenForSignals } from './signals.ts'
import { configFor, print } from './usage.ts'
import type { Given } from './usage.ts'

const clock = (): string => new Date().toISOString()

export async function serve(given: Given): Promise<void> {
  const started = performance.now()
  const config = await configFor(given)
  const entry = await enter(config)
  if (entry.kind === 'running') return sayRunning(entry.running)
  const signals = listenForSignals()
  const log = createLog(config)
  for (const warning of config.warnings) log.warn(warning)
  const stops = createStops(log)
  stops.add(async () => await log.close())
  stops.add(async () => await entry.release())
  try {
    const { place } = await start(config, { log, stops, port: entry })
    if (!signals.hasCome()) {
      // The launcher keeps the heap small while content is loaded; from here on speed counts.
      setFlagsFromString('--no-optimize-for-size')
      print(await greeting(config, place, performance.now() - started))
      if (config.mode === 'sandbox') stops.add(startPlay(config))
    }
    await signals.come
    print('Stopping: the requests and deliveries under way are finished first.')
  } catch (error) {
    log.error('start failed', describe(error))
    throw error
  } finally {
    await stops.run()
  }
}

type Stops = { add(stop: () => Promise<void>): void; run(): Promise<void> }

/** What was started is stopped in the opposite order, each whatever becomes of the others. */
function createStops(log: Log): Stops {
  const stops: (() => Promise<void>)[] = []
  return {
    add: (stop) => void stops.push(stop),
    async run() {
      for (let stop = stops.pop(); stop; stop = stops.pop()) {
        try {
          await stop()
        } catch (error) {
          log.error('stop failed', describe(error)) // The rest is still to be stopped.
        }
      }
    },
  }
}

type Starting = { readonly log: Log; readonly stops: Stops; readonly port: Held }

async function start(config: Config, { log, stops, port }: Starting): Promise<OpenDatabase> {
  const partners = config.mode === 'sandbox' ? startPartners(config, log, stops) : Promise.resolve()
  // All are waited for, so that what a failing start has begun can be stopped.
  const [opened, content, listening] = await Promise.allSettled([
    openMigrated(config, log, stops),
    loadConfigured(config),
    partners,
  ])
  for (const result of [opened, content, listening])
    if (result.status === 'rejected') throw result.reason as Error
  assert(opened.status === 'fulfilled' && content.status === 'fulfilled')
  const { database } = opened.value
  const directory = createDirectory(config.partners)
  const { gateway, reload } = await openGateway({
    database,
    content: content.value,
    directory,
    ...deliveryOf(config),
    baseUrl: `${config.baseUrl}/fhir`,
    software: await softwareVersion(),
    clock,
    newId: randomUUID,
    random: Math.random,
    log,
  })
  stops.add(gateway.start())
  await port.release()
  await listen(config, { database, directory, gateway, reload, log, stops })
  return opened.value
}

function deliveryOf({ limits }: Config): Pick<Opening, 'sending' | 'limits'> {
  return {
    sending: { timeoutMs: limits.deliveryTimeoutMs, answerBytesMax: limits.deliveryAnswerBytesMax },
    limits: {
      delivery: {
        attemptsMax: limits.deliveryAttemptsMax,
        retryDelayMs: limits.retryDelayMs,
        retryDelayMsMax: limits.retryDelayMsMax,
        leaseMs: limits.deliveryLeaseMs,
      },
      deliveriesAtOnce: limits.deliveriesAtOnceMax,
      pollMs: limits.pollMs,
      sealEveryMs: limits.sealEveryMs,
    },
  }
}

async function openMigrated(config: Config, log: Log, stops: Stops): Promise<OpenDatabase> {
  const opened = await openConfigured(config, log)
  stops.add(async () => await opened.close({ stop: true }))
  const { applied } = await migrate(opened.database)
  if (applied.length > 0) log.info('migrated', { migrations: applied.join(', ') })
  return opened
}

type Listening = {
  readonly database: Database
  readonly directory: Directory
  readonly gateway: Gateway
  readonly reload: Reload
  readonly log: Log
  readonly stops: Stops
}

async function listen(
  config: Config,
  { database, directory, gateway, reload, log, stops }: Listening,
): Promise<void> {
  const { baseUrl, limits } = config
  const { authenticate, verifyToken } = createCredentials({
    database,
    directory,
    tokenUrl: tokenUrlOf(baseUrl),
    issuer: baseUrl,
    audience: `${baseUrl}/fhir`,
    limits,
    clock,
    newId: randomUUID,
  })
  const instance = randomUUID()
  const version = await softwareVersion()
  const ticks = (): number => performance.now()
  const api = createApi({
    gateway,
    authenticate,
    verifyToken,
    config,
    log,
    newId: randomUUID,
    ticks,
    version,
    instance,
  })
  const { url } = await api.start(config.port, config.host)
  stops.add(async () => await api.stop(limits.drainTimeoutMs))
  const control = await startControl({
    dataDirectory: config.dataDirectory,
    port: config.port,
    reload: () => reload(() => loadConfigured(config)),
  })
  if (control) stops.add(control)
  else log.warn('content cannot be reloaded while the gateway runs')
  const running: Running = { url, pid: process.pid, instance }
  await noteRunning(config.dataDirectory, running)
  stops.add(async () => await forgetRunning(config.dataDirectory, running))
}

async function startPartners(
  { partners, sandboxPort, dataDirectory }: Config,
  log: Log,
  stops: Stops,
): Promise<void> {
  const children: Child[] = []
  let isStopping = false
  stops.add(async () => {
    isStopping = true
    await Promise.all(children.map(async (child) => await child.stop()))
  })
  const start = async (id: string, index: number): Promise<void> => {
    const args = [id, String(sandboxPort + index), dataDirectory]
    const child = await startListening({ file: 'partner.ts', args, output: 'own' })
    children.push(child)
    void child.ended.then((exitCode) => {
      if (!isStopping)
        log.warn('a sandbox partner has ended', { partner: id, exitCode: exitCode ?? 'signal' })
    })
  }
  await Promise.all(partners.map(async ({ id }, index) => await start(id, index)))
}

/** The play of a new database; it knows by itself what it has played already. */
function startPlay({ baseUrl, dataDirectory, sandboxPort }: Config): () => Promise<void> {
  return startChild({ file: 'demo.ts', args: [baseUrl, dataDirectory, String(sandboxPort)], output: 'own' })
    .stop
}
