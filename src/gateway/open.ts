/** Opens a gateway over a migrated database: content is published, and the directory stands in the store for everybody. */
import type { Content } from '../content/content.ts'
import type { Database } from '../database/database.ts'
import { createSend } from '../delivery/send.ts'
import type { Send } from '../delivery/send.ts'
import type { Directory } from '../partners/directory.ts'
import { DIRECTORY, NOBODY } from '../store/access.ts'
import { read } from '../store/find.ts'
import { keep } from '../store/keep.ts'
import { searchValues } from '../store/search-values.ts'
import { createGateway } from './gateway.ts'
import type { Gateway } from './gateway.ts'
import { createWaker } from './ground.ts'
import type { GatewayLimits, Ground, Log } from './ground.ts'
import { onGround } from './in-force.ts'
import { holdContent } from './reload.ts'
import type { Reload } from './reload.ts'

export type Opening = {
  readonly database: Database
  readonly content: Content
  readonly directory: Directory
  readonly limits: GatewayLimits
  readonly baseUrl: string
  readonly software: string
  readonly clock: () => string
  readonly newId: () => string
  readonly random: () => number
  readonly log: Log
  /** For one attempt: how long it may take, and how much of the answer is read. */
  readonly sending: { readonly timeoutMs: number; readonly answerBytesMax: number }
  /** Another way to send, for tests of what the network does. */
  readonly send?: Send
}

export type OpenGateway = {
  readonly gateway: Gateway
  /** The ground of the start. */
  readonly ground: Ground
  /** What is in force now. */
  readonly inForce: () => Ground
  readonly reload: Reload
  /** One step of the work that new policies are; the loop that `start` begins does it by itself. */
  readonly work: () => Promise<boolean>
}

/** The gateway, ready to answer; its loops begin with `start`. */
export async function openGateway(opening: Opening): Promise<OpenGateway> {
  const { content, directory, database, sending, send, ...parts } = opening
  const { waker, database: unguarded } = createWaker(database)
  const base = { ...parts, unguarded, waker, send: send ?? createSend(sending) }
  const held = await holdContent({ base, directory, content })
  const { inForce, reload, work } = held
  await onGround(inForce(), keepDirectory)
  return { gateway: createGateway(inForce, held), ground: inForce(), inForce, reload, work }
}

/** The partners' Organizations, which every reference to a partner names; a changed one gets a new version. */
async function keepDirectory(ground: Ground): Promise<void> {
  await ground.database.transaction(async (tx) => {
    const at = ground.clock()
    for (const partner of ground.directory.all) {
      const content = ground.directory.organizationOf(partner)
      const place = { type: content.resourceType, id: partner.id }
      const before = await read(tx, { partner: DIRECTORY, purpose: '', at }, place)
      const index = searchValues(content, ground.content.searchParameters(content.resourceType))
      // Another gateway that starts at the same moment keeps the same: a conflict changes nothing.
      await keep(tx, {
        person: NOBODY,
        id: partner.id,
        custodian: DIRECTORY,
        categories: 0n,
        content,
        index,
        before,
        at,
      })
    }
  })
}
