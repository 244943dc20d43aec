/**
 * Holds the content that is in force, and takes new content in its place: whole, or refused with its faults while the old
 * one stays. What is stored was labelled, granted and indexed by the policies and search parameters of the start, so that
 * others of these are refused: they come in force with a restart only.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Content } from '../content/content.ts'
import type { Ground } from './ground.ts'
import { publish } from './publish.ts'

export type Reloaded =
  | { readonly kind: 'in-force'; readonly version: string; readonly before: string }
  /** The same files as before. */
  | { readonly kind: 'unchanged'; readonly version: string }
  /** `version` goes on. */
  | { readonly kind: 'refused'; readonly version: string; readonly faults: readonly string[] }

/** Takes what `load` reads. Several at once follow one another. */
export type Reload = (load: () => Promise<Content>) => Promise<Reloaded>

/** Policies by which nothing stored was decided: how findings are worded, and which profiles are asked of what comes in. */
const CHANGEABLE: readonly string[] = ['wording', 'profiles']

/** The ground with the content that is in force, and the way to change that content. */
export function holdContent(start: Ground, content: Content): { inForce: () => Ground; reload: Reload } {
  const firm = firmOf(content)
  let ground = start
  let last: Promise<unknown> = Promise.resolve()
  const reload: Reload = async (load) => {
    const { version: before, software } = ground.content
    try {
      const loaded = await load()
      if (loaded.version === before) return { kind: 'unchanged', version: before }
      const faults = changedFirm(firm, firmOf(loaded))
      if (faults.length > 0) return { kind: 'refused', version: before, faults }
      const published = publish(loaded, { loadedAt: ground.clock(), software })
      ground = { ...ground, content: published }
      ground.log.info('content in force', { version: published.version, before })
      return { kind: 'in-force', version: published.version, before }
    } catch (error) {
      // Whatever is wrong with content is an answer to whoever edited it: the gateway itself goes on as it was.
      ground.log.warn('content refused', { version: before, reason: codeOf(error) })
      return { kind: 'refused', version: before, faults: messageOf(error).split('\n') }
    }
  }
  return {
    inForce: () => ground,
    reload: (load) => {
      const next = last.then(() => reload(load))
      last = next
      return next
    },
  }
}

type Firm = Pick<Content, 'searchParameters' | 'policies'> & {
  readonly rules: Content['definitions']['searchParameters']
}

function firmOf({ policies, searchParameters, definitions }: Content): Firm {
  const firm = Object.entries(policies).filter(([name]) => !CHANGEABLE.includes(name))
  return { policies: Object.fromEntries(firm), searchParameters, rules: definitions.searchParameters }
}

function changedFirm(before: Firm, now: Firm): string[] {
  const names = new Set([...Object.keys(before.policies), ...Object.keys(now.policies)])
  const changed = [...names].filter((name) => !isDeepStrictEqual(before.policies[name], now.policies[name]))
  const areSame =
    isDeepStrictEqual(before.searchParameters, now.searchParameters) &&
    isDeepStrictEqual(before.rules, now.rules)
  return [
    ...changed
      .sort()
      .map(
        (name) =>
          `policies/${name}.json has changed: what is stored was labelled and granted by the policies in force; restart the gateway to use others.`,
      ),
    ...(areSame
      ? []
      : [
          'profiles/search-parameters.json or its definitions have changed: what is stored is indexed by those in force; restart the gateway to use others.',
        ]),
  ]
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'The content cannot be read.'
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unexpected'
  return 'code' in error ? String(error.code) : error.name
}
