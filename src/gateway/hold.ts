/**
 * The ground by each version of the policies: by the content that this gateway has read itself, or by what is on file of a
 * version that another one has put in force. Which version it is, the database says.
 */
import type { Content } from '../content/content.ts'
import { policyVersionOf } from '../content/policy-version.ts'
import { DatabaseError } from '../database/database.ts'
import type { Directory } from '../partners/directory.ts'
import { factsOf, withFacts } from '../partners/party-facts.ts'
import type { PartyFacts } from '../partners/party-facts.ts'
import { snapshotOf, standing } from '../store/policies.ts'
import type { Snapshot } from '../store/policies.ts'
import type { Ground } from './ground.ts'
import { guarded } from './in-force.ts'
import { publish, withPolicies } from './publish.ts'
import type { Published } from './publish.ts'

/** Ground without what depends on the version of the policies. */
export type Base = Omit<Ground, 'content' | 'directory' | 'database' | 'renew'>

export type Grounds = {
  readonly inForce: () => Ground
  /** The ground by a version on file; undefined where this software cannot read it. */
  readonly groundBy: (version: string) => Promise<Ground | undefined>
  /** The ground by the version that is in force now. */
  readonly renew: () => Promise<Ground>
  /** The ground by the content that this gateway has read last. */
  readonly own: () => Ground
  /** What is put on file of it. */
  readonly snapshot: () => Snapshot
  readonly compile: (content: Content) => Published
  readonly take: (content: Content, published: Published) => void
}

export function holdPolicies(base: Base, directory: Directory, content: Content): Grounds {
  const parties = factsOf(directory)
  const compile = (loaded: Content): Published => {
    const loadedAt = base.clock()
    if (loaded.frame !== frame) return publish(loaded, { loadedAt, software: base.software, parties })
    const { version, policies } = loaded
    const decided = withPolicies(own.content, {
      files: policies,
      version: policyVersionOf(policies, parties),
    })
    return { ...decided, version, loadedAt }
  }
  const groundOf = (published: Published, by: Directory): Ground => ({
    ...base,
    content: published,
    directory: by,
    database: guarded(base.unguarded, published.policy.version),
    renew,
  })
  let frame = ''
  let files = content.policies
  let own = groundOf(compile(content), directory)
  frame = content.frame
  let ground: Ground | undefined

  async function groundBy(version: string): Promise<Ground | undefined> {
    if (own.content.policy.version === version) return own
    if (ground?.content.policy.version === version) return ground
    const snapshot = await snapshotOf(base.unguarded, version)
    if (!snapshot) return undefined
    try {
      const facts = withFacts(directory, snapshot.parties as readonly PartyFacts[])
      return groundOf(withPolicies((ground ?? own).content, snapshot), facts)
    } catch (error) {
      base.log.warn('policies on file cannot be read', { version, reason: codeOf(error) })
      return undefined
    }
  }

  async function renew(): Promise<Ground> {
    const version = (await standing(base.unguarded)).find(({ state }) => state === 'in-force')?.version
    const by = version === undefined ? undefined : await groundBy(version)
    if (!by) throw new DatabaseError('database-migration', 'The policies in force cannot be read here.')
    if (by !== ground) {
      const { content: now } = by
      const before = ground?.content.version ?? ''
      ground = by
      base.log.info('content in force', { version: now.version, policies: now.policy.version, before })
    }
    return by
  }

  return {
    inForce: () => ground ?? own,
    groundBy,
    renew,
    own: () => own,
    snapshot: () => ({ version: own.content.policy.version, files, parties }),
    compile,
    take(loaded, published) {
      frame = loaded.frame
      files = loaded.policies
      own = groundOf(published, directory)
    },
  }
}

/** The code of an error, for the log. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unexpected'
  return 'code' in error ? String(error.code) : error.name
}
