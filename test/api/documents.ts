/** Parts of a document that are made from code: checked, or with UPDATE_GOLDEN=1 written. */
import { readFile, writeFile } from 'node:fs/promises'

/** The text between `<!-- name -->` and `<!-- /name -->`, after it was renewed where that was asked for. */
export async function partOf(file: URL, name: string, renewed: string): Promise<string> {
  const text = await readFile(file, 'utf8')
  const [before, rest] = text.split(`<!-- ${name} -->`)
  const [inside, after] = (rest ?? '').split(`<!-- /${name} -->`)
  if (before === undefined || inside === undefined || after === undefined)
    throw new Error(`${file.href} lacks the part ${name}`)
  if (process.env['UPDATE_GOLDEN'] !== '1') return inside
  await writeFile(file, `${before}<!-- ${name} -->${renewed}<!-- /${name} -->${after}`)
  return renewed
}

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return `\n${[line(heads), `|${heads.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')}\n`
}
