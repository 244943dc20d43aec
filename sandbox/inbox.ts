/** What a sandbox partner has taken: one line of JSON a packet, on disk before it is acknowledged, each delivery once. */
import { appendFile, mkdir, open, readFile } from 'node:fs/promises'
import path from 'node:path'

export type Packet = {
  readonly delivery: string
  readonly kind: string
  readonly bundle: Record<string, unknown>
}

export type Inbox = {
  /** True when it is new; false when this delivery was taken before (then nothing is kept again). */
  take(kind: string, bundle: Record<string, unknown>): Promise<boolean>
  all(): readonly Packet[]
}

/** Packets that are shown and remembered; older ones stay in the file. */
const REMEMBERED_MAX = 1_000

export async function openInbox(dataDirectory: string, partner: string): Promise<Inbox> {
  const folder = path.join(dataDirectory, 'sandbox')
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, `${partner}.ndjson`)
  const text = await readFile(file, 'utf8').catch(() => '')
  if (text !== '' && !text.endsWith('\n')) await appendFile(file, '\n')
  const packets = text
    .split('\n')
    .flatMap((line) => parsed(line))
    .slice(-REMEMBERED_MAX)
  const known = new Set(packets.map(({ delivery }) => delivery))
  const keep = async (packet: Packet): Promise<boolean> => {
    if (known.has(packet.delivery)) return false
    await appendToDisk(file, `${JSON.stringify(packet)}\n`)
    known.add(packet.delivery)
    packets.push(packet)
    if (packets.length > REMEMBERED_MAX) packets.shift()
    return true
  }
  let last: Promise<unknown> = Promise.resolve()
  return {
    all: () => packets,
    async take(kind, bundle) {
      const packet: Packet = { delivery: deliveryOf(bundle), kind, bundle }
      // One after the other: the same delivery may be sent again while it is still being kept.
      const kept = last.then(async () => await keep(packet))
      last = kept.catch(() => undefined)
      return await kept
    },
  }
}

async function appendToDisk(file: string, text: string): Promise<void> {
  const handle = await open(file, 'a')
  try {
    await handle.appendFile(text)
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

/** A line that broke off when the process was killed was never acknowledged: it comes again. */
function parsed(line: string): Packet[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as Packet]
  } catch {
    return []
  }
}

function deliveryOf(bundle: Record<string, unknown>): string {
  const identifier = bundle['identifier'] as { value?: unknown } | undefined
  if (bundle['resourceType'] !== 'Bundle' || typeof identifier?.value !== 'string')
    throw new Error('no packet')
  return identifier.value
}
