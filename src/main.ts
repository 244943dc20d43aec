/**
 * The command line. Each command is one function, beside this file in main/; what a command throws ends here, in one
 * sentence where the failure is a known one.
 */
import { parseArgs } from 'node:util'
import { ConfigError } from './config.ts'
import { isObject } from './fhir/resource.ts'
import { codeOf } from './api/failure.ts'
import { CommandError, UsageError } from './main/usage.ts'
import type { Command, Given } from './main/usage.ts'

const help = `Throughline: a FHIR R4 gateway for substance-use-disorder case management.

  throughline serve                           starts the gateway; as a sandbox where no configuration is given
  throughline demo                            plays the sandbox case with a new invented client
  throughline partner list                    names the partners, their persons and purposes
  throughline partner token NAME              gets a token as a sandbox partner and shows how
      [--purpose CODE] [--person ID] [--quiet]
                                              --quiet prints the token and nothing else
  throughline explain --patient ID --recipient PARTNER --purpose CODE
      [--resource TYPE/ID] [--category CODE] [--as PARTNER] [--person ID] [--recipient-person ID]
                                              why may, or may not, a recipient see something
      --preview [--focus TYPE/ID]             what exactly the recipient would receive: all that it could read, or the
                                              packet about one CarePlan or Task
  throughline validate FILE... [--profile URL] [--definitions PATH...] [--format text|json|junit] [--tool-policy]
                                              checks resources, and case records, and keeps nothing; a FILE may be
                                              NDJSON (.ndjson), XML, a folder, or - for the standard input
  throughline validate --cases MANIFEST [--no-tool-policy]
                                              gives a verdict a line on other people's test cases
  throughline map FILE [--to fhir|record] [--as PARTNER]
                                              maps a case record to FHIR, or back, and says what no rule carried
  throughline transform MAP FILE [--lib MAP...] [--definitions PATH...]
                                              puts a file through any map
  throughline fhirpath EXPRESSION FILE        evaluates an expression on a resource (- for the standard input)
  throughline content reload                  the running gateway takes edited profiles, maps, terminology and policies,
                                              or says what is wrong and goes on with those in force
  throughline audit verify                    recomputes the seals of the audit
  throughline audit replay [--event ID | --since TIME]
                                              makes recorded decisions again, and says which come out otherwise

  --config FILE   the configuration, else THROUGHLINE_CONFIG; docs/configuration.md describes it
  --help          this page`

/** Each command is loaded when it is called: one that checks a file needs no server. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./main/serve.ts')).serve,
  demo: async () => (await import('./main/demo.ts')).demo,
  'partner list': async () => (await import('./main/partner.ts')).listPartners,
  'partner token': async () => (await import('./main/partner.ts')).partnerToken,
  explain: async () => (await import('./main/explain.ts')).explain,
  validate: async () => (await import('./main/content-commands.ts')).checkFiles,
  map: async () => (await import('./main/map-commands.ts')).mapFile,
  transform: async () => (await import('./main/map-commands.ts')).transformFile,
  fhirpath: async () => (await import('./main/content-commands.ts')).evaluateExpression,
  'content reload': async () => (await import('./main/content-reload.ts')).reloadContent,
  'audit verify': async () => (await import('./main/audit.ts')).verifyAudit,
  'audit replay': async () => (await import('./main/audit.ts')).replayAudit,
}

/** Runs the command that these arguments name; failures set the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    const given = parse(argv)
    const [first = '', second = ''] = given.words
    if (given.options.help || argv.length === 0) return void process.stdout.write(`${help}\n`)
    const name = Object.hasOwn(commands, first) ? first : `${first} ${second}`
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined
    const longer = Object.keys(commands).filter((each) => each.startsWith(`${first} `))
    if (!load && longer.length > 0) throw new UsageError(`Say which: ${longer.join(', or ')}.`)
    if (!load) throw new UsageError(`There is no command '${name.trim()}'.`)
    const command = await load()
    await command({ ...given, words: given.words.slice(name.split(' ').length) })
  } catch (error) {
    process.exitCode = 1
    process.stderr.write(`${say(error)}\n`)
  }
}

function parse(argv: readonly string[]): Given {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      allowNegative: true,
      options: {
        config: { type: 'string' },
        purpose: { type: 'string' },
        person: { type: 'string' },
        patient: { type: 'string' },
        recipient: { type: 'string' },
        'recipient-person': { type: 'string' },
        focus: { type: 'string' },
        preview: { type: 'boolean' },
        resource: { type: 'string' },
        category: { type: 'string', multiple: true },
        as: { type: 'string' },
        to: { type: 'string' },
        lib: { type: 'string', multiple: true },
        profile: { type: 'string' },
        cases: { type: 'string' },
        format: { type: 'string' },
        definitions: { type: 'string', multiple: true },
        'tool-policy': { type: 'boolean' },
        quiet: { type: 'boolean' },
        event: { type: 'string' },
        since: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    return { words: positionals, options: values }
  } catch (error) {
    throw new UsageError(isObject(error) ? String(error['message']) : 'The arguments cannot be read.', {
      cause: error,
    })
  }
}

/** Known failures in their own words; a bug with its stack, since only that helps. */
function say(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\nSee throughline --help.`
  if (error instanceof CommandError) return error.message
  if (error instanceof ConfigError) return error.message
  if (error instanceof Error && codeOf(error))
    return `${error.message} (${String(codeOf(error))}; see docs/errors.md)`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
