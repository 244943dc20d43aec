/**
 * What the maps make of the cases is valid to HAPI FHIR's validator too. It runs where THROUGHLINE_HAPI names the folder of
 * its built program (a copy of peers/hapi of THROUGHLINE_SHARED, after `mvn -B -q package`).
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { caseRecord, kept, mapped } from './case-record-ground.ts'

const folder = process.env['THROUGHLINE_HAPI']
const isThere = folder !== undefined && existsSync(join(folder, 'validate-oracle'))
if (!isThere) console.log('skipped: HAPI, since THROUGHLINE_HAPI names no folder with its program')

type Verdict = {
  readonly id: string
  readonly issues: readonly { severity: string; location: string; message: string }[]
}

const onlyThere = isThere ? test : test.skip
onlyThere(
  'HAPI finds no error in any resource of the three cases',
  () => {
    const files = mkdtempSync(join(tmpdir(), 'throughline-cases-'))
    try {
      const paths = ['main', 'second', 'third'].flatMap((name) =>
        kept(mapped(caseRecord(name))).map((resource) => {
          const path = join(files, `${name}-${resource.resourceType}-${resource.id ?? ''}.json`)
          writeFileSync(path, JSON.stringify(resource))
          return path
        }),
      )
      const profiles = fileURLToPath(new URL('../../profiles/package', import.meta.url))
      const { stdout } = spawnSync(
        join(folder ?? '', 'validate-oracle'),
        ['--json-lines', '--profiles', profiles],
        { input: paths.join('\n'), encoding: 'utf8', maxBuffer: 200_000_000 },
      )
      const verdicts = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Verdict)
      expect(verdicts).toHaveLength(paths.length)
      const errors = verdicts.flatMap(({ id, issues }) =>
        issues
          .filter(({ severity }) => severity === 'error' || severity === 'fatal')
          .map(({ location, message }) => `${id} ${location}: ${message}`),
      )
      expect(errors).toEqual([])
    } finally {
      rmSync(files, { recursive: true })
    }
  },
  300_000,
)
