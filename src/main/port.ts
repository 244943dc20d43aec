/**
 * The port, held from the first moment of a start: whoever starts second finds the first also while that one is still
 * starting, and the system gives the port back however a process ends.
 */
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Config } from '../config.ts'
import { askHealth, findRunning } from './running.ts'
import type { Running } from './running.ts'
import { CommandError, print } from './usage.ts'

export type Held = {
  readonly kind: 'held'
  /** Gives the port up, for the gateway itself or for good; may be called twice. */
  release(): Promise<void>
}

export type Entry = Held | { readonly kind: 'running'; readonly running: Running }

type Address = Pick<Config, 'host' | 'port' | 'dataDirectory'>

/** Between two looks at whoever has the port. */
const lookMs = 300
/** A gateway that has just begun to listen notes a moment later where it is. */
const looksMax = 4
const startTimeoutMs = 150_000

/** Takes the port, or finds the gateway of this data directory that runs or is starting; throws when another program has it. */
export async function enter(address: Address): Promise<Entry> {
  const deadline = Date.now() + startTimeoutMs
  let looks = 0
  let isSaid = false
  for (;;) {
    const running = await findRunning(address.dataDirectory)
    if (running) return { kind: 'running', running }
    const held = await hold(address)
    if (held) return held
    const health = await askHealth(urlOf(address))
    looks = health?.status === 'starting' ? 0 : looks + 1
    if (looks === looksMax || Date.now() > deadline) throw taken(address, health !== undefined)
    if (looks === 0 && !isSaid) print('Throughline is being started here already: waiting for it.')
    isSaid ||= looks === 0
    await pause(lookMs)
  }
}

/** Listens, and answers that the gateway is starting; undefined when somebody else listens there. */
async function hold({ host, port }: Address): Promise<Held | undefined> {
  const server = createServer((_, response) => {
    const headers = { 'content-type': 'application/json', 'retry-after': '1' }
    response.writeHead(503, headers).end(JSON.stringify({ status: 'starting' }))
  })
  const isFree = await new Promise<boolean>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    )
    server.listen(port, host, () => resolve(true))
  })
  if (!isFree) return undefined
  return {
    kind: 'held',
    async release() {
      if (!server.listening) return
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function taken({ host, port }: Address, isGateway: boolean): CommandError {
  const who = isGateway ? 'another Throughline (with another data directory)' : 'another program'
  return new CommandError(`Port ${port} of ${host} is taken by ${who}: stop it, or set PORT to a free one.`)
}

function urlOf({ host, port }: Address): string {
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`
}
