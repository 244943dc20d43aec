/**
 * What decisions rest on of the directory: kinds, legal roles, agreements, and who has which duty; no keys, no addresses. It
 * is kept with each version of the policies, so that what was decided by it can be decided again.
 */
import { createDirectory } from './directory.ts'
import type { Directory } from './directory.ts'
import { deepFreeze } from './partner.ts'
import type { Partner } from './partner.ts'

type Nothing =
  | 'name'
  | 'identifiers'
  | 'recordSystem'
  | 'clientId'
  | 'jwks'
  | 'endpoint'
  | 'purposes'
  | 'validation'

export type PartyFacts = Omit<Partner, Nothing | 'persons'> & {
  readonly persons: readonly {
    readonly id: string
    readonly role: string
    readonly duties: readonly string[]
  }[]
}

/** The facts about each partner, in the order of their ids. */
export function factsOf({ all }: Directory): PartyFacts[] {
  return all
    .map((partner): PartyFacts => {
      const { name: _1, identifiers: _2, recordSystem: _3, clientId: _4, jwks: _5, ...rest } = partner
      const { endpoint: _6, purposes: _7, validation: _8, persons, ...facts } = rest
      return { ...facts, persons: persons.map(({ id, role, duties }) => ({ id, role, duties })) }
    })
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
}

/** The directory by other facts: who is in it is known by these, as far as they tell of him. */
export function withFacts({ all }: Directory, facts: readonly PartyFacts[]): Directory {
  const known = new Map(facts.map((each) => [each.id, each]))
  return createDirectory(
    all.map((partner) => {
      const then = known.get(partner.id)
      if (!then) return partner
      const { name, identifiers, recordSystem, clientId, jwks, endpoint, purposes, validation } = partner
      const nameOf = (id: string): string => partner.persons.find((person) => person.id === id)?.name ?? id
      return deepFreeze({
        ...then,
        name,
        identifiers,
        recordSystem,
        clientId,
        jwks,
        purposes,
        validation,
        ...(endpoint !== undefined && { endpoint }),
        persons: then.persons.map((person) => ({ ...person, name: nameOf(person.id) })),
      })
    }),
  )
}

/** The directory of the day of these facts: for what was decided then. */
export function directoryOf(facts: readonly PartyFacts[]): Directory {
  return createDirectory(
    facts.map((each) =>
      deepFreeze({
        ...each,
        name: each.id,
        identifiers: [],
        persons: [...each.persons],
      } as unknown as Partner),
    ),
  )
}
