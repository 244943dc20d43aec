/**
 * One sandbox partner: a process of its own that takes packets and notifications at its inbox over HTTP, as a partner's
 * software would. It keeps what it took in a file, takes each delivery once, stays down over a new start when its system
 * was switched off, and ends when its parent ends.
 *
 *     node sandbox/partner.ts PARTNER PORT DATA_DIRECTORY
 */
import { once } from 'node:events'
import { access, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { openInbox } from './inbox.ts'
import type { Inbox } from './inbox.ts'

/** Bytes of one packet. */
const BODY_BYTES_MAX = 5_000_000

type Partner = {
  readonly id: string
  readonly inbox: Inbox
  /** A file that is there while the system is down. */
  readonly downFile: string
}

async function main([id, port, dataDirectory]: string[]): Promise<void> {
  if (!id || !port || !dataDirectory) throw new Error('usage: partner.ts PARTNER PORT DATA_DIRECTORY')
  const inbox = await openInbox(dataDirectory, id)
  const partner: Partner = { id, inbox, downFile: path.join(dataDirectory, 'sandbox', `${id}.down`) }
  const server = createServer((request, response) => void answer(partner, request, response))
  server.listen(Number(port), '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    // Whoever has started this process tells it, and may try again.
    process.send?.({ kind: 'failed', code: (error as NodeJS.ErrnoException).code })
    process.exitCode = 1
    if (process.connected) process.disconnect()
    return
  }
  process.send?.({ kind: 'listening', partner: id, port: Number(port) })
  const end = (): void => {
    server.close()
    server.closeAllConnections()
    process.exitCode = 0
    if (process.connected) process.disconnect()
  }
  // The channel closes when the gateway ends, however it ends: also after kill -9.
  process.once('disconnect', () => process.exit(0))
  process.once('SIGTERM', end)
  // Ctrl-C reaches the whole process group; the gateway drains first and ends its partners then.
  process.on('SIGINT', () => {})
}

async function answer(partner: Partner, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { status, body } = await route(partner, request)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  } catch {
    response
      .writeHead(400, { 'content-type': 'application/json' })
      .end(JSON.stringify({ error: 'not understood' }))
  }
}

async function route(partner: Partner, request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  switch (`${request.method ?? ''} ${pathname}`) {
    case 'POST /inbox':
      if (await isDown(partner)) return { status: 503, body: { error: 'the system is down' } }
      return {
        status: 200,
        body: { taken: await partner.inbox.take(kindOf(request), await bodyOf(request)) },
      }
    case 'GET /inbox':
      return { status: 200, body: { partner: partner.id, packets: partner.inbox.all() } }
    case 'PUT /availability':
      if ((await bodyOf(request))['available'] === true) await rm(partner.downFile, { force: true })
      else await writeFile(partner.downFile, '')
      return { status: 200, body: { partner: partner.id, available: !(await isDown(partner)) } }
    default:
      return { status: 404, body: { error: 'GET or POST /inbox, PUT /availability' } }
  }
}

async function isDown({ downFile }: Partner): Promise<boolean> {
  return await access(downFile).then(
    () => true,
    () => false,
  )
}

function kindOf(request: IncomingMessage): string {
  const kind = request.headers['x-throughline-kind']
  return typeof kind === 'string' ? kind : 'unknown'
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > BODY_BYTES_MAX) throw new Error('too long')
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>
}

await main(process.argv.slice(2))
