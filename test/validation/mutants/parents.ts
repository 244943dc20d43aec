/** The valid resources that mutants are made of: our own, the examples of our profiles, and the official ones where they are. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { examples, loadPublished, readExample } from '../../profiles/published.ts'
import { now, validatorWith } from '../world.ts'
import type { Json, Parent } from './mutant.ts'
import { resources } from './resources.ts'

const shared = process.env['THROUGHLINE_SHARED'] ?? ''

/** Whether the official examples are there. */
export const hasCorpus = shared !== '' && existsSync(join(shared, 'corpus', 'official'))

const validator = validatorWith()
export const checkByType: Parent['check'] = (resource) => validator.check(resource, { now })

/** Our own resources, and the valid examples of our profiles. */
export async function ownParents(): Promise<Parent[]> {
  const published = await loadPublished()
  return [
    // Through text, so that no two places share an object.
    ...Object.entries(JSON.parse(JSON.stringify(resources)) as Record<string, Json>).map(
      ([name, resource]) => ({ name, resource, check: checkByType }),
    ),
    ...examples
      .filter(({ valid }) => valid)
      .map(({ file }) => ({
        name: file.replace('.json', ''),
        resource: readExample(file) as Json,
        check: (resource: unknown) => published.validator.check(resource, { now }),
      })),
  ]
}

/** Examples that HL7 publishes with an error in them, and those of which a part is larger than all others together. */
const OFFICIAL_SIZE_MAX = 30_000

export function officialParents(): Parent[] {
  const folder = join(shared, 'corpus', 'official')
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      const content = readFileSync(join(folder, file), 'utf8')
      const resource = JSON.parse(content) as Json
      const isValid = content.length < OFFICIAL_SIZE_MAX && isClean(resource)
      return isValid ? [{ name: file.replace('.json', ''), resource, check: checkByType }] : []
    })
}

function isClean(resource: Json): boolean {
  return checkByType(resource).every(({ severity }) => severity !== 'error' && severity !== 'fatal')
}
