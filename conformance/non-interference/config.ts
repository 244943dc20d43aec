/** The configuration of a run: who plays whom, with which keys. Read from a JSON file; every fault is told by its place. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { JWK } from 'jose'
import type { Json, PartnerFacts, Scenario } from './types.ts'

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** `{ partners: { NAME: {...} }, scenarios: [{ custodian, actor, others }] }`; a key is a JWK, or a file beside this one. */
export async function readScenarios(file: string): Promise<Scenario[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ConfigError(`${file} cannot be read.`, { cause })
  })
  const written = parsed(text, file)
  const partners = new Map<string, PartnerFacts>()
  for (const [name, facts] of Object.entries(objectAt(written, 'partners')))
    partners.set(name, await partnerOf(facts as Json, { at: `partners.${name}`, folder: path.dirname(file) }))
  const scenarios = written['scenarios']
  if (!Array.isArray(scenarios) || scenarios.length === 0)
    throw new ConfigError('scenarios: at least one is needed, with custodian, actor and others.')
  const named = (name: unknown, at: string): PartnerFacts => {
    const facts = partners.get(String(name))
    if (!facts) throw new ConfigError(`${at}: ${String(name)} is none of partners.`)
    return facts
  }
  return scenarios.map((each: Json, n) => ({
    custodian: named(each['custodian'], `scenarios[${n}].custodian`),
    actor: named(each['actor'], `scenarios[${n}].actor`),
    others: listOf(each['others']).map((name) => named(name, `scenarios[${n}].others`)),
  }))
}

type Place = { readonly at: string; readonly folder: string }

async function partnerOf(written: Json, { at, folder }: Place): Promise<PartnerFacts> {
  const text = (name: string): string => {
    const value = written[name]
    if (typeof value !== 'string' || value === '') throw new ConfigError(`${at}.${name}: a text is needed.`)
    return value
  }
  const person = written['person'] as PartnerFacts['person']
  return {
    id: text('id'),
    clientId: text('clientId'),
    organizationId: text('organizationId'),
    recordSystem: text('recordSystem'),
    purpose: text('purpose'),
    key: await keyOf(written['key'], { at: `${at}.key`, folder }),
    ...(person && { person }),
  }
}

async function keyOf(written: unknown, { at, folder }: Place): Promise<JWK> {
  if (typeof written !== 'string') return written as JWK
  const file = path.resolve(folder, written)
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ConfigError(`${at}: ${file} cannot be read; in the sandbox, start the gateway once.`, { cause })
  })
  return parsed(text, file) as JWK
}

function parsed(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (cause) {
    throw new ConfigError(`${file} is no JSON.`, { cause })
  }
}

function objectAt(written: Json, name: string): Json {
  const value = written[name]
  if (typeof value !== 'object' || value === null) throw new ConfigError(`${name}: an object is needed.`)
  return value as Json
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
