/**
 * The stage of a play: clients that act for people of the partners, what the play remembers between steps, and a teller
 * that prints each request so that a reader can repeat it with curl. What is remembered is on disk after each step: a play
 * that was cut off goes on where it was, and every step bears being played twice.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createClient } from '../client.ts'
import type { Acting, Client, PartnerFacts, Reply } from '../client.ts'
import type { Person } from './client-of-the-day.ts'

export type Memory = { run: number; done: string[]; ids: Record<string, string> }

export type Stage = {
  readonly person: Person
  readonly ids: Record<string, string>
  /** Sends a request for a person of a partner, tells it, and fails the step when the status is another than expected. */
  send(acting: Acting, request: Request): Promise<Reply>
  /** Repeats a question until its answer satisfies; deliveries take a moment. */
  until(what: string, ask: () => Promise<boolean>): Promise<void>
  /** What a partner's system has taken at its inbox. */
  inbox(partner: string): Promise<Packet[]>
  /** Switches a partner's system off or on. */
  switchSystem(partner: string, available: boolean): Promise<void>
  tell(line: string): void
  /** An id that an earlier step has remembered. */
  id(name: string): string
}

export type Request = {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
  /** Names the file that holds the body, for curl. */
  readonly name?: string
  readonly expect?: number | readonly number[]
}

export type Packet = {
  delivery: string
  kind: string
  bundle: { entry?: { resource?: Record<string, unknown> }[] }
}

export type Step = { readonly id: string; readonly title: string; play(stage: Stage): Promise<void> }

export type Setting = {
  readonly gateway: string
  readonly dataDirectory: string
  readonly sandboxPort: number
  readonly partners: readonly PartnerFacts[]
  readonly print: (line: string) => void
}

/**
 * How long a play waits for a delivery: longer than the lease (deliveryLeaseMs) of an attempt that broke off when the
 * gateway was killed, after which it is made again.
 */
const WAIT_MS_MAX = 90_000
/** After so long the play says that it waits. */
const PATIENCE_MS = 5_000
const LOOK_MS = 150
const LINE_MAX = 220

export function createStage(setting: Setting, person: Person, ids: Record<string, string>): Stage {
  const clients = new Map<string, Client>()
  const clientFor = (acting: Acting): Client => {
    const key = JSON.stringify(acting)
    const partner = setting.partners.find(({ id }) => id === acting.partner)
    if (!partner) throw new Error(`no partner ${acting.partner}`)
    const client = clients.get(key) ?? createClient({ ...setting, partner }, acting)
    clients.set(key, client)
    return client
  }
  const address = (partner: string): string =>
    `http://127.0.0.1:${setting.sandboxPort + setting.partners.findIndex(({ id }) => id === partner)}`
  const tell = (line: string): void => setting.print(`    ${line}`)
  return {
    person,
    ids,
    tell,
    id(name) {
      const id = ids[name]
      if (id === undefined) throw new Error(`an earlier step should have remembered ${name}`)
      return id
    },
    async send(acting, request) {
      await tellRequest(setting, { acting, request, run: person.run })
      const reply = await clientFor(acting).send(request.method, request.path, request.body, request.headers)
      const expected = [request.expect ?? [200, 201]].flat()
      tell(`→ ${reply.status}`)
      if (!expected.includes(reply.status))
        throw new Error(`${request.method} ${request.path} answered ${reply.status}: ${sayOf(reply)}`)
      return reply
    },
    async until(what, ask) {
      const begun = Date.now()
      let isTold = false
      while (!(await ask())) {
        const ms = Date.now() - begun
        if (ms > WAIT_MS_MAX) throw new Error(`waited in vain: ${what}`)
        if (ms > PATIENCE_MS && !isTold)
          tell('… waiting: an attempt that broke off is made again in a minute')
        isTold ||= ms > PATIENCE_MS
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      }
      tell(`✓ ${what}`)
    },
    async inbox(partner) {
      const response = await fetch(`${address(partner)}/inbox`)
      return ((await response.json()) as { packets: Packet[] }).packets
    },
    async switchSystem(partner, available) {
      const url = `${address(partner)}/availability`
      tell(`curl -X PUT ${url} -d '{"available": ${available}}'`)
      await fetch(url, { method: 'PUT', body: JSON.stringify({ available }) })
    },
  }
}

/** Prints the request as a command that repeats it; a body stands in a file. */
async function tellRequest(
  { gateway, dataDirectory, print }: Setting,
  of: { acting: Acting; request: Request; run: number },
): Promise<void> {
  const { acting, request, run } = of
  const token = `$(npx throughline partner token ${acting.partner} --purpose ${acting.purpose} --person ${acting.person} --quiet)`
  const file =
    request.body === undefined
      ? undefined
      : path.join(dataDirectory, 'demo', `run-${run}`, `${request.name ?? 'body'}.json`)
  if (file) {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, JSON.stringify(request.body, null, 2))
  }
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => `-H '${name}: ${value}'`)
  const type = request.path.startsWith('/fhir') ? 'application/fhir+json' : 'application/json'
  const parts = [
    'curl',
    ...(request.method === 'GET' ? [] : [`-X ${request.method}`]),
    `-H "authorization: Bearer ${token}"`,
    ...headers,
    ...(file ? [`-H 'content-type: ${type}'`, `--data @${path.relative(process.cwd(), file)}`] : []),
    `'${gateway}${request.path}'`,
  ]
  for (const line of wrap(parts.join(' '))) print(`    ${line}`)
}

function wrap(text: string): string[] {
  return text.length <= LINE_MAX
    ? [text]
    : text
        .split(/ (?=-H|--data|'http)/)
        .map((part, index, all) => `${index === 0 ? '' : '  '}${part}${index < all.length - 1 ? ' \\' : ''}`)
}

/** What an OperationOutcome says. */
function sayOf({ body }: Reply): string {
  const issues = (body['issue'] ?? []) as { diagnostics?: string; expression?: string[] }[]
  return (
    issues
      .slice(0, 5)
      .map(({ diagnostics, expression }) => `${expression?.join(' ') ?? ''} ${diagnostics ?? ''}`.trim())
      .join(' | ') || JSON.stringify(body).slice(0, 300)
  )
}

/** What plays remember: one file, replaced as a whole. */
export async function readMemory(dataDirectory: string): Promise<Memory | undefined> {
  const text = await readFile(memoryFile(dataDirectory), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as Memory)
}

export async function writeMemory(dataDirectory: string, memory: Memory): Promise<void> {
  const file = memoryFile(dataDirectory)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(`${file}.new`, JSON.stringify(memory, null, 2))
  await rename(`${file}.new`, file)
}

function memoryFile(dataDirectory: string): string {
  return path.join(dataDirectory, 'demo', 'memory.json')
}
