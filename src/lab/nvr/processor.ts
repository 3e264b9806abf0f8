import { z } from 'zod'
import type { DeviceBody, DeviceVoice } from '../mqtt/virtualDevice'
import { changed } from './changes'
import { nvrTopics } from './nvrTopics'
import { models, streamUri, type ProcessorConfig } from './processorConfig'

export type ProcessorStatus = 'running' | 'reconfiguring' | 'error'

/** What is wrong with a processor, and how slow it is; set from outside. */
export type ProcessorFaults = {
  /** Models that are on its disk and fail when they are loaded. */
  readonly brokenModels: Set<string>
  /** How long its pipeline takes to start, ms. */
  restartMs: number
}

export type ProcessorOptions = {
  readonly clientId: string
  /** What it starts with, and again after it lost its memory. */
  readonly start: ProcessorConfig
  readonly streamServer: string
  readonly faults: ProcessorFaults
  readonly voice: DeviceVoice
}

/** A camera processor, and what it works with now. */
export type Processor = { readonly body: DeviceBody; readonly config: () => ProcessorConfig }

const command = z.looseObject({
  command: z.string(),
  params: z.unknown().optional(),
  client_id: z.string().optional(),
  req_id: z.union([z.string(), z.number()]).optional(),
})

type Command = z.infer<typeof command>

/**
 * A camera processor: every command that changes anything restarts its pipeline, and while it does no other is taken.
 * What fails is rolled back: the status says `error`, then `running` with what was before.
 */
export function createProcessor(options: ProcessorOptions): Processor {
  const { clientId, streamServer, faults, voice } = options
  const rules = { models, uriOf: (room: number) => streamUri(streamServer, room) }
  let config = options.start
  let status: ProcessorStatus = 'running'

  function sayStatus(): void {
    voice.say(nvrTopics.status, { status, timestamp: voice.now(), client_id: clientId })
  }

  function become(next: ProcessorStatus): void {
    status = next
    sayStatus()
    voice.statusChanged()
  }

  function acknowledge({ command, req_id }: Command, ack: 'received' | 'completed'): void {
    voice.answer({ command, status: ack, client_id: clientId, timestamp: voice.now(), req_id })
  }

  function refuse({ command, req_id }: Command, error: string): void {
    voice.answer({ command, status: 'error', client_id: clientId, timestamp: voice.now(), error, req_id })
  }

  function restart(next: ProcessorConfig, asked: Command): void {
    become('reconfiguring')
    voice.after(faults.restartMs, () => {
      if (faults.brokenModels.has(next.model_id)) {
        rollBack(next.model_id, asked)
        return
      }
      config = next
      become('running')
      acknowledge(asked, 'completed')
    })
  }

  /** The answer comes when it takes commands again, as it does after a change that worked. */
  function rollBack(model: string, asked: Command): void {
    become('error')
    voice.after(faults.restartMs, () => {
      become('running')
      refuse(asked, `Model ${model} failed to load, rolled back to ${config.model_id}`)
    })
  }

  function execute(asked: Command): void {
    acknowledge(asked, 'received')
    const refusal = voice.faults.refusals.shift()
    if (refusal !== undefined) {
      refuse(asked, refusal)
      return
    }
    if (status !== 'running') {
      refuse(asked, 'Restart already in progress')
      return
    }
    const change = changed(config, asked.command, asked.params, rules)
    if ('error' in change) refuse(asked, change.error)
    else restart(change.value, asked)
  }

  const body: DeviceBody = {
    modules: ['nvr'],
    commandTopics: [nvrTopics.commands, nvrTopics.commandsOf(clientId)],
    answerTopic: nvrTopics.acks,
    status: () => ({ nvr: { status, ...config } }),
    connected: sayStatus,
    powerCut(memory) {
      status = 'running'
      if (memory === 'lost') config = options.start
    },
    command(topic, message) {
      const read = command.safeParse(message)
      if (!read.success) {
        voice.report(`what came on ${topic} is no command`)
        return
      }
      const { client_id: addressed } = read.data
      if (addressed === undefined || addressed === clientId) execute(read.data)
    },
  }
  return { body, config: () => config }
}
