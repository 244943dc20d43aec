/**
 * Holds the content that is in force, and takes new content in its place: whole, or refused with its faults while the old
 * one stays. Other policies come in force when what is kept is labelled and granted by them (prepare.ts), and the rest of
 * their content with them. What is stored is indexed by the search parameters of the start: others are refused.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Content } from '../content/content.ts'
import type { Directory } from '../partners/directory.ts'
import type { Ground } from './ground.ts'
import { holdPolicies } from './hold.ts'
import { codeOf } from './hold.ts'
import type { Base } from './hold.ts'
import { workOnPolicies } from './prepare.ts'
import { renumbered, want } from './want.ts'

export type Reloaded =
  | { readonly kind: 'in-force'; readonly version: string; readonly before: string }
  /** `version` comes in force once what is kept is labelled and granted by its policies. */
  | {
      readonly kind: 'preparing'
      readonly version: string
      readonly before: string
      readonly policies: string
    }
  /** The same files as before. */
  | { readonly kind: 'unchanged'; readonly version: string }
  /** `version` goes on. */
  | { readonly kind: 'refused'; readonly version: string; readonly faults: readonly string[] }

/** Takes what `load` reads. Several at once follow one another. */
export type Reload = (load: () => Promise<Content>) => Promise<Reloaded>

export type Held = {
  readonly inForce: () => Ground
  readonly reload: Reload
  /** One step of the work that new policies are; false where there is nothing to do here. */
  readonly work: () => Promise<boolean>
  /** Told when there may be something to do. */
  readonly listen: (onWork: () => void) => void
}

export type Holding = {
  readonly base: Base
  /** The directory of the configuration. */
  readonly directory: Directory
  readonly content: Content
}

/** Holds content, which is in force, or comes in force when its policies do. */
export async function holdContent({ base, directory, content }: Holding): Promise<Held> {
  const firm = firmOf(content)
  const held = holdPolicies(base, directory, content)
  const wanted = await want(base, held.own().content.policy, held.snapshot())
  if (wanted === 'prepare-first') {
    // Nothing is on file that says by what policies the store is labelled, or this software cannot read it.
    base.log.info('policies are prepared before the gateway serves', { version: held.snapshot().version })
    while (await workOnPolicies(held.own(), held.groundBy)) {}
  }
  await held.renew()
  let onWork: (() => void) | undefined
  let last: Promise<unknown> = Promise.resolve()

  const reload: Reload = async (load) => {
    const { content: before } = held.inForce()
    try {
      const loaded = await load()
      const isSame = loaded.version === before.version && held.own().content.version === before.version
      if (isSame) return { kind: 'unchanged', version: before.version }
      const next = held.compile(loaded)
      const faults = [...changedFirm(firm, firmOf(loaded)), ...renumbered(before.policy, next.policy)]
      if (faults.length > 0) return { kind: 'refused', version: before.version, faults }
      held.take(loaded, next)
      const { version, policy } = next
      await want(base, policy, held.snapshot())
      await held.renew()
      if (policy.version === before.policy.version)
        return { kind: 'in-force', version, before: before.version }
      onWork?.()
      return { kind: 'preparing', version, before: before.version, policies: policy.version }
    } catch (error) {
      // Whatever is wrong with content is an answer to whoever edited it: the gateway itself goes on as it was.
      base.log.warn('content refused', { version: before.version, reason: codeOf(error) })
      return { kind: 'refused', version: before.version, faults: messageOf(error).split('\n') }
    }
  }
  return {
    inForce: held.inForce,
    listen: (told) => void (onWork = told),
    async work() {
      const isDone = await workOnPolicies(held.inForce(), held.groundBy)
      // Another gateway may have switched meanwhile.
      await held.renew()
      return isDone
    },
    reload: (load) => {
      const next = last.then(() => reload(load))
      last = next
      return next
    },
  }
}

type Firm = Pick<Content, 'searchParameters'> & {
  readonly rules: Content['definitions']['searchParameters']
}

function firmOf({ searchParameters, definitions }: Content): Firm {
  return { searchParameters, rules: definitions.searchParameters }
}

function changedFirm(before: Firm, now: Firm): string[] {
  return isDeepStrictEqual(before, now)
    ? []
    : [
        'profiles/search-parameters.json or its definitions have changed: what is stored is indexed by those in force; restart the gateway to use others.',
      ]
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'The content cannot be read.'
}
