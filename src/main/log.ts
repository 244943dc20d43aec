/**
 * The log, by winston: one JSON object a line. In production it goes to the standard output; in the sandbox to a file, so
 * that the terminal is left to the play. What is logged holds ids, counts and codes, never what a person said or is.
 */
import path from 'node:path'
import winston from 'winston'
import type { Config } from '../config.ts'

type Facts = Record<string, string | number>

export type Log = {
  info(message: string, facts?: Facts): void
  warn(message: string, facts?: Facts): void
  error(message: string, facts?: Facts): void
  /** Waits until everything is written. */
  close(): Promise<void>
}

const fileBytesMax = 10_000_000
const filesMax = 3

export function logFileOf({ dataDirectory }: Pick<Config, 'dataDirectory'>): string {
  return path.join(dataDirectory, 'gateway.log')
}

export function createLog(config: Pick<Config, 'mode' | 'logLevel' | 'dataDirectory'>): Log {
  const { combine, json, timestamp } = winston.format
  const transport =
    config.mode === 'sandbox'
      ? new winston.transports.File({
          filename: logFileOf(config),
          maxsize: fileBytesMax,
          maxFiles: filesMax,
          tailable: true,
        })
      : new winston.transports.Console()
  const logger = winston.createLogger({
    level: config.logLevel,
    format: combine(timestamp(), json()),
    transports: [transport],
  })
  return {
    info: (message, facts) => void logger.info(message, facts),
    warn: (message, facts) => void logger.warn(message, facts),
    error: (message, facts) => void logger.error(message, facts),
    async close() {
      const finished = new Promise<void>((resolve) => transport.once('finish', resolve))
      logger.end()
      await finished
    },
  }
}
