/**
 * What `throughline validate` asks of one value: our own content with its assigned profiles, or, with further definitions,
 * these and FHIR's own. Case records are checked by their schema. Each issue gets its line and column in the text.
 */
import type { Content } from '../content/content.ts'
import { positionsOf } from '../fhir/positions.ts'
import { isObject, isResource } from '../fhir/resource.ts'
import { createChecks } from '../gateway/checks.ts'
import type { Checked } from '../intake/intake.ts'
import { createPlain } from '../validation/plain.ts'
import { definitionSet } from './definition-set.ts'
import { readResources } from './resource-files.ts'
import { UsageError } from './usage.ts'
import type { Issue } from './validation-report.ts'

export type CheckOptions = {
  readonly profile?: string | undefined
  readonly definitions: readonly string[]
  readonly toolPolicy: boolean
  readonly now: string
}

/** The findings about a value; with its text they have places, of which the first line is `line`. */
export type CheckValue = (value: unknown, text?: string, line?: number) => Issue[]

/** Throws UsageError for a profile that is not known, CommandError for definitions that cannot be read. */
export async function checkBy(
  loaded: Content,
  { profile, definitions: paths, toolPolicy, now }: CheckOptions,
): Promise<CheckValue> {
  const { definitions, structureDefinitions, codeSystems, valueSets } = loaded
  const own = [...structureDefinitions, ...codeSystems, ...valueSets].filter(isResource)
  const plain = createPlain({ structureDefinitions, valueSets, wording: loaded.policies['wording'] })
  const checks = createChecks(loaded, definitionSet(definitions, own, plain).validator)
  const checkResource = async (): Promise<(value: unknown) => Issue[]> => {
    if (paths.length === 0 && !toolPolicy) {
      if (profile !== undefined && !checks.isProfile(profile)) throw unknownProfile(profile)
      const asked = { at: now, ...(profile !== undefined && { profile }) }
      return (value) => (isResource(value) ? checks.check(value, asked) : [])
    }
    const further = await readResources(paths, definitions.structures)
    const { validator, resolve } = definitionSet(definitions, [...own, ...further], plain)
    const asked = { now, resolve, toolPolicy, targets: true }
    const program = profile === undefined ? undefined : validator.compile(profile)
    return (value) => [...validator.check(value, asked), ...(program?.(value, asked) ?? [])]
  }
  const check = await checkResource()
  return (value, text, line = 1) => {
    const issues = isResource(value)
      ? check(value)
      : isRecord(value)
        ? recordIssues(checks.checkRecord(value))
        : [NEITHER]
    return text === undefined ? issues : placed(issues, text, line)
  }
}

function unknownProfile(profile: string): UsageError {
  return new UsageError(
    `The profile ${profile} is not known; name the folder or file that holds it with --definitions.`,
  )
}

/** What a case record begins with (mappings/case-record.schema.json). */
function isRecord(value: unknown): boolean {
  return isObject(value) && ('record' in value || 'schemaVersion' in value || 'client' in value)
}

const NEITHER: Issue = {
  severity: 'fatal',
  code: 'structure',
  expression: '$this',
  rule: 'resource-type',
  text: 'This is neither a FHIR resource (it has no resourceType) nor a case record (it has no schemaVersion).',
}

function recordIssues(checked: Checked): Issue[] {
  if (checked.kind === 'ok') return []
  return checked.faults.map(({ pointer, rule, text }) => ({
    severity: 'error',
    code: 'structure',
    expression: pointer || '/',
    rule,
    text,
  }))
}

/** Issues with their places in a text whose first line is `line` of the file. */
export function placed(issues: readonly Issue[], text: string, line = 1): Issue[] {
  const positions = positionsOf(
    text,
    issues.map(({ expression }) => expression),
  )
  return issues.map((issue, index) => {
    const at = positions[index]
    return at ? { ...issue, line: at.line + line - 1, column: at.column } : issue
  })
}
