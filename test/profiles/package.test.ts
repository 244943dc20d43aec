import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** A compilation takes about 4 s on a free core. */
const compileTimeoutMs = 120_000

test(
  'the committed package and codes.ts are what their sources compile to',
  () => {
    const build = spawnSync(process.execPath, ['scripts/build-profiles.ts', '--check'], {
      cwd: root,
      encoding: 'utf8',
      timeout: compileTimeoutMs,
    })
    expect(build.stderr).toBe('')
    expect(build.stdout).toMatch(/^\d{3} files compiled, 0 differ\n$/)
    expect(build.status).toBe(0)
  },
  compileTimeoutMs + 5000,
)
