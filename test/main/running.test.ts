import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findRunning, forgetRunning, noteRunning } from '../../src/main/running.ts'
import { startApi } from '../api/support.ts'
import type { TestApi } from '../api/support.ts'

let folder: string
let api: TestApi

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'throughline-running-'))
  api = await startApi({ instance: 'first' })
})
afterEach(async () => {
  await api.stop()
  await rm(folder, { recursive: true })
})

test('a gateway that answers under its own instance is found', async () => {
  expect(await findRunning(folder)).toBeUndefined()
  const running = { url: api.url, pid: 1, instance: 'first' }
  await noteRunning(folder, running)
  expect(await findRunning(folder)).toEqual(running)
})

test('the note of a killed gateway is passed over, also where another one has its port', async () => {
  await noteRunning(folder, { url: api.url, pid: 1, instance: 'killed' })
  expect(await findRunning(folder)).toBeUndefined()
  await noteRunning(folder, { url: 'http://127.0.0.1:1', pid: 1, instance: 'killed' })
  expect(await findRunning(folder)).toBeUndefined()
  await writeFile(path.join(folder, 'gateway.json'), '{"url": "http:')
  expect(await findRunning(folder)).toBeUndefined()
})

test('a gateway takes away its own note and no other', async () => {
  const running = { url: api.url, pid: 1, instance: 'first' }
  await noteRunning(folder, running)
  await forgetRunning(folder, { ...running, instance: 'second' })
  expect(await readdir(folder)).toEqual(['gateway.json'])
  await forgetRunning(folder, running)
  expect(await readdir(folder)).toEqual([])
})
