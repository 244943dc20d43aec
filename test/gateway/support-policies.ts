/** Content with other policies than those of this checkout, as counsel might write them. */
import type { Content } from '../../src/content/content.ts'
import { contentHere } from '../support/gateway.ts'
import type { Json } from './support.ts'

type Files = Record<string, Json>

let edits = 0

/** The content with its policies edited. */
export async function withPolicies(edit: (files: Files) => void): Promise<Content> {
  const content = await contentHere()
  const policies = JSON.parse(JSON.stringify(content.policies)) as Files
  edit(policies)
  edits += 1
  return { ...content, version: `edited-${edits}`, policies }
}

function named(list: unknown, key: string, value: string): Json {
  const found = (list as Json[]).find((each) => each[key] === value)
  if (!found) throw new Error(`no ${value}`)
  return found
}

/** A word makes what says it mental health information. */
export function sensitiveWord(word: string): (files: Files) => void {
  return ({ labels }) => {
    const sensitivity = named(labels?.['sensitivities'], 'id', 'mental-health')
    sensitivity['words'] = [...(sensitivity['words'] as string[]), word]
  }
}

/** Covered entities may not ask for treatment any more. */
export function noTreatment({ purposes }: Files): void {
  const purpose = named(purposes?.['purposes'], 'code', 'TREAT')
  const roles = purpose['recipientRoles'] as string[]
  purpose['recipientRoles'] = roles.filter((role) => role !== 'covered_entity_provider')
}

/** A category has another bit than before. */
export function renumbered({ categories }: Files): void {
  named(categories?.['categories'], 'code', 'goals')['bit'] = 62
}
