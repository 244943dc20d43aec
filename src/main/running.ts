/**
 * Finds a gateway that runs already: it leaves its address in the data directory, and answers there under the instance
 * that stands beside it. A note that a killed gateway left behind is recognised and passed over.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isObject } from '../fhir/resource.ts'

export type Running = { readonly url: string; readonly pid: number; readonly instance: string }

/** How long a gateway may take to say that it lives. */
const answerTimeoutMs = 2_000

export async function findRunning(dataDirectory: string): Promise<Running | undefined> {
  const note = await readNote(dataDirectory)
  if (!note) return undefined
  const health = await askHealth(note.url)
  return health?.status === 'live' && health.instance === note.instance ? note : undefined
}

export type Health = { readonly status: 'live' | 'starting'; readonly instance: string }

/** Who answers at this address, if it is a gateway. */
export async function askHealth(url: string): Promise<Health | undefined> {
  try {
    const response = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(answerTimeoutMs) })
    const body: unknown = await response.json()
    if (!isObject(body)) return undefined
    const { status, instance } = body
    return status === 'live' || status === 'starting' ? { status, instance: String(instance) } : undefined
  } catch {
    return undefined // Nobody answers there, or somebody who is no gateway: that is the answer.
  }
}

export async function noteRunning(dataDirectory: string, running: Running): Promise<void> {
  await mkdir(dataDirectory, { recursive: true })
  await writeFile(noteFile(dataDirectory), `${JSON.stringify(running)}\n`)
}

/** Takes the note away, unless another gateway has written its own meanwhile. */
export async function forgetRunning(dataDirectory: string, { instance }: Running): Promise<void> {
  const note = await readNote(dataDirectory)
  if (note?.instance === instance) await rm(noteFile(dataDirectory), { force: true })
}

function noteFile(dataDirectory: string): string {
  return path.join(dataDirectory, 'gateway.json')
}

/** What the gateway that was started here last has noted; it may be gone, or too busy to say that it lives. */
export async function readNote(dataDirectory: string): Promise<Running | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(noteFile(dataDirectory), 'utf8'))
    if (!isObject(note)) return undefined
    const { url, pid, instance } = note
    const isNote = typeof url === 'string' && typeof pid === 'number' && typeof instance === 'string'
    return isNote ? { url, pid, instance } : undefined
  } catch {
    return undefined // No note, or half of one.
  }
}
