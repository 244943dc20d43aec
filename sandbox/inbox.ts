/** What a sandbox partner has taken: one line of JSON a packet, on disk before it is acknowledged, each delivery once. */
import { mkdir, open, readFile } from 'node:fs/promises'
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
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n')
  const packets = lines.flatMap((line) => parsed(line)).slice(-REMEMBERED_MAX)
  const known = new Set(packets.map(({ delivery }) => delivery))
  return {
    all: () => packets,
    async take(kind, bundle) {
      const delivery = deliveryOf(bundle)
      if (known.has(delivery)) return false
      const packet: Packet = { delivery, kind, bundle }
      const handle = await open(file, 'a')
      try {
        await handle.appendFile(`${JSON.stringify(packet)}\n`)
      } finally {
        await handle.close()
      }
      known.add(delivery)
      packets.push(packet)
      if (packets.length > REMEMBERED_MAX) packets.shift()
      return true
    },
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
