/** Where camera processors are told things, and say them. */
export const nvrTopics = {
  /** To all, or to the one that the message's `client_id` names. */
  commands: 'nvr/control/commands',
  commandsOf: (clientId: string): string => `nvr/control/${clientId}/commands`,
  acks: 'nvr/control/status/ack',
  status: 'nvr/control/status',
  fallDetected: 'nvr/events/fall_detected',
  fallCleared: 'nvr/events/fall_cleared',
} as const
