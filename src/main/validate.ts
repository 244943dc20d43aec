/**
 * `throughline validate`: resources and case records from files, folders or the standard input, NDJSON line by line, or
 * the cases of a manifest. What cannot be read is a finding about its file, and the others are checked all the same. The
 * exit code is 1 after an error.
 */
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { loadContent } from '../content/content.ts'
import { decodeUtf8, JSON_CHARACTERS_MAX, parseJsonBytes } from '../fhir/json.ts'
import { checkCase, readManifest } from './case-manifest.ts'
import { root } from './ground.ts'
import { contentOf, DOCUMENT_BYTES_MAX, readContent, type FileContent } from './resource-files.ts'
import { linesOf, type Line } from './text-lines.ts'
import { CommandError, onlyOptions, UsageError, type Given } from './usage.ts'
import { checkBy, type CheckValue } from './validate-check.ts'
import { findFiles, STANDARD_INPUT } from './validate-files.ts'
import { progressOf } from './validate-progress.ts'
import { FORMATS, reportIn, verdictOf, type Issue, type Verdict } from './validation-report.ts'

/** Bytes of one line of NDJSON. */
const LINE_BYTES_MAX = JSON_CHARACTERS_MAX

export async function validate(given: Given): Promise<void> {
  const { words: files, options } = given
  onlyOptions(given, ['profile', 'cases', 'format', 'definitions', 'tool-policy'])
  const { cases } = options
  const chosen = options.format ?? (cases === undefined ? 'text' : 'json')
  const format = FORMATS.find((each) => each === chosen)
  if (format === undefined) throw new UsageError(`There is no format '${chosen}'; use ${FORMATS.join(', ')}.`)
  if (cases === undefined && files.length === 0)
    throw new UsageError('Name the files to check, or - for the standard input.')
  if (cases !== undefined && files.length > 0)
    throw new UsageError('Name files or --cases, not both: the manifest names its files.')
  const report = reportIn(format)
  const tell: Tell = async (verdict) => {
    if (!verdict.valid && cases === undefined) process.exitCode = 1
    // Who reads slowly is waited for, so that a long file does not pile up here.
    if (!process.stdout.write(report.one(verdict))) await once(process.stdout, 'drain')
  }
  if (cases !== undefined) return await validateCases(cases, given, tell)
  const now = new Date().toISOString()
  const definitions = options.definitions ?? []
  const toolPolicy = options['tool-policy'] === true
  const content = await loadContent(root)
  const check = await checkBy(content, { profile: options.profile, definitions, toolPolicy, now })
  const checking: Checking = { check, structures: content.definitions.structures, tell }
  process.stdout.on('error', endWithReader)
  process.stdout.write(report.begin)
  for (const file of files) await validatePath(file, checking)
  process.stdout.write(report.end)
  process.stdout.off('error', endWithReader)
}

/** Who reads only the first lines has seen enough: `validate ... | head`. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit()
  throw error
}

type Tell = (verdict: Verdict) => Promise<void>

/** The policies of HL7's validator are on with its cases. */
async function validateCases(manifest: string, { options }: Given, tell: Tell): Promise<void> {
  const { definitions } = await loadContent(root)
  const { cases, folder } = await readManifest(manifest)
  const now = new Date().toISOString()
  const toolPolicy = options['tool-policy'] ?? true
  for (const each of cases) await tell(await checkCase(each, folder, { definitions, now, toolPolicy }))
}

type Checking = {
  readonly check: CheckValue
  readonly structures: Parameters<typeof readContent>[1]
  readonly tell: Tell
}

/** A file, the files of a folder, or what comes in. */
async function validatePath(path: string, checking: Checking): Promise<void> {
  await told(path, checking, async () => {
    for (const file of await findFiles(path)) await told(file, checking, () => validateFile(file, checking))
  })
}

/** What cannot be read is told like any other finding. */
async function told(file: string, { tell }: Checking, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    await tell(verdictOf(file, [{ ...UNREAD, code: 'not-found', rule: 'file', text: error.message }]))
  }
}

async function validateFile(file: string, checking: Checking): Promise<void> {
  if (file === STANDARD_INPUT) return await validateStream('stdin', process.stdin, checking)
  if (file.endsWith('.ndjson')) {
    // A file that vanishes meanwhile ends the command: nobody could say what was checked.
    return await validateLines(file, linesOf(createReadStream(file), LINE_BYTES_MAX), checking)
  }
  await tellContent(file, await readContent(file, checking.structures), checking)
}

async function tellContent(file: string, content: FileContent, { check, tell }: Checking): Promise<void> {
  if (content.kind === 'value') await tell(verdictOf(file, check(content.value, content.text)))
  else await tell(verdictOf(file, [unread(content)]))
}

/** What comes in is NDJSON where its first line is an object of its own, else one document. */
async function validateStream(name: string, input: AsyncIterable<Buffer>, checking: Checking): Promise<void> {
  const lines = linesOf(input, LINE_BYTES_MAX)
  const first: Line[] = []
  let text = ''
  while (text === '') {
    const { value: line, done } = await lines.next()
    if (done === true) break
    first.push(line)
    text = line.bytes ? (decodeUtf8(line.bytes) ?? '?').trim() : '?'
  }
  if (text.startsWith('{') && text.endsWith('}'))
    return await validateLines(name, resumed(first, lines), checking)
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const { bytes } of resumed(first, lines)) {
    size += (bytes?.length ?? DOCUMENT_BYTES_MAX) + 1
    if (size > DOCUMENT_BYTES_MAX)
      throw new CommandError(`${name} is larger than ${DOCUMENT_BYTES_MAX} bytes; make it NDJSON.`)
    if (bytes) pieces.push(bytes, NEW_LINE)
  }
  const bytes = Buffer.concat(pieces).subarray(0, -1)
  const isXml = bytes.subarray(0, 200).toString().trimStart().startsWith('<')
  await tellContent(name, contentOf(isXml ? `${name}.xml` : name, bytes, checking.structures), checking)
}

const NEW_LINE = Buffer.from('\n')

async function* resumed(first: readonly Line[], rest: AsyncIterable<Line>): AsyncGenerator<Line> {
  yield* first
  yield* rest
}

async function validateLines(name: string, lines: AsyncIterable<Line>, checking: Checking): Promise<void> {
  const { check, tell } = checking
  const progress = progressOf(
    name,
    () => performance.now(),
    (text) => void process.stderr.write(text),
  )
  let count = 0
  for await (const { number, bytes } of lines) {
    if (bytes !== undefined && isBlank(bytes)) continue
    const verdict = verdictOf(`${name}:${String(number)}`, lineIssues(bytes, number, check), name)
    count += 1
    await tell(verdict)
    progress.count(verdict.errors)
  }
  progress.end()
  if (count === 0) await tell(verdictOf(name, [unread({ fault: 'is empty.', at: { line: 1, column: 1 } })]))
}

function lineIssues(bytes: Uint8Array | undefined, number: number, check: CheckValue): Issue[] {
  if (bytes === undefined) {
    const fault = `has more than ${LINE_BYTES_MAX} bytes in one line; divide what it holds.`
    return [unread({ fault, at: { line: number, column: 1 } })]
  }
  const parsed = parseJsonBytes(bytes)
  if (parsed.kind === 'json') return check(parsed.value, parsed.text, number)
  const { fault, at = { line: 1, column: 1 } } = parsed
  const here = fault.replace(/at line \d+, column/, `at line ${String(number)}, column`)
  return [unread({ fault: here, at: { line: number, column: at.column } })]
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)
}

const UNREAD = { severity: 'error', code: 'structure', expression: '', rule: 'json', text: '' } as const

function unread({ fault, at }: { fault: string; at?: { line: number; column: number } }): Issue {
  return { ...UNREAD, text: `The text ${fault}`, ...at }
}
