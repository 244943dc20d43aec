/** docs/profiles is what scripts/profile-pages.ts makes of the package. */
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { profilePages } from '../../scripts/profiles/pages.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pages = profilePages(`${root}/profiles/package`)

test('every profile has its page, and no page is left over', () => {
  expect(pages.size).toBeGreaterThan(45)
  expect(readdirSync(`${root}/docs/profiles`).sort()).toEqual([...pages.keys()].sort())
})

test.each([...pages])('%s is up to date', (file, text) => {
  expect(readFileSync(`${root}/docs/profiles/${file}`, 'utf8')).toBe(text)
})

test('a page says what it is for, what must be supported, what is different, and shows an example', () => {
  const page = pages.get('goal.md') ?? ''
  for (const part of ['# Goal', '## Must support', '## What it changes in R4', '## Rules', '```json'])
    expect(page).toContain(part)
  expect(page).toContain('tl-goal-due')
})
