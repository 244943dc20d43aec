/**
 * The running gateway's own door for whoever runs it: a Unix socket in the data directory, in a folder that only the user of
 * the gateway may enter. No partner reaches it, and it asks for no secret that could be lost.
 */
import { chmod, mkdir, rm } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import path from 'node:path'
import { isObject } from '../fhir/resource.ts'
import type { Reloaded } from '../gateway/reload.ts'
import type { Running } from './running.ts'
import { CommandError } from './usage.ts'

const RELOAD = '/content/reload'
/** How long reading and compiling the content may take. */
const reloadTimeoutMs = 120_000
/** Bytes that the path of a Unix socket may have (sun_path of unix(7), with the zero at its end). */
const socketPathBytesMax = 107

export const nobodyHere =
  'No gateway runs here that takes new content while it runs; the next one reads it when it starts.'

export type Control = {
  readonly dataDirectory: string
  /** The port of the gateway: nobody else who lives has it. */
  readonly port: number
  readonly reload: () => Promise<Reloaded>
}

/** Listens; the returned function ends it. Undefined where the system or the length of the path does not allow it. */
export async function startControl({
  dataDirectory,
  port,
  reload,
}: Control): Promise<(() => Promise<void>) | undefined> {
  const socket = socketOf(dataDirectory, port)
  if (process.platform === 'win32' || Buffer.byteLength(socket) > socketPathBytesMax) return undefined
  const folder = path.dirname(socket)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  await rm(socket, { force: true }) // A killed gateway leaves its own.
  const server = createServer((asked, response) => {
    asked.resume()
    const isReload = asked.method === 'POST' && asked.url === RELOAD
    if (!isReload) return void response.writeHead(404).end()
    void reload().then(
      (answer) => response.setHeader('content-type', 'application/json').end(JSON.stringify(answer)),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socket, resolve)
  })
  return async () => {
    await new Promise((resolve) => server.close(resolve))
  }
}

/** Asks the running gateway to read its content again. */
export async function askReload(dataDirectory: string, { url }: Running): Promise<Reloaded> {
  const socketPath = socketOf(dataDirectory, Number(new URL(url).port))
  const { status, text } = await post(socketPath).catch((cause: unknown) => {
    throw new CommandError(unreachable(cause), { cause })
  })
  if (status !== 200) throw new CommandError('The gateway could not read its content: see its log.')
  return JSON.parse(text) as Reloaded
}

function socketOf(dataDirectory: string, port: number): string {
  return path.join(dataDirectory, 'control', `${port}.sock`)
}

function post(socketPath: string): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(reloadTimeoutMs)
    const sent = request(
      { socketPath, path: RELOAD, method: 'POST', signal },
      (response: IncomingMessage) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('end', () => resolve({ status: response.statusCode, text }))
        response.on('error', reject)
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}

function unreachable(cause: unknown): string {
  const code = isObject(cause) ? cause['code'] : undefined
  if (code === 'EACCES' || code === 'EPERM')
    return 'The gateway belongs to another user: ask as the user that runs it.'
  if (code === 'ABORT_ERR')
    return 'The gateway has not answered yet: see its log for what becomes of the content.'
  return nobodyHere
}
