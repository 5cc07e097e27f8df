/** What a newcomer finds: from a channel to live events in four tabs. */
export const defaultTabs = [
  {
    query: `# 1. Who am I, and what is there?
query Start {
  viewer {
    name
    role
  }
  channels(first: 10) {
    totalCount
    nodes {
      id
      handle
      name
      episodes(first: 3) {
        nodes {
          id
          title
          status
        }
      }
    }
  }
  vendors {
    name
    capability
    configured
    simulated
  }
}
`,
  },
  {
    query: `# 2. Make a channel. voice and avatar may be left out where the installation has defaults.
mutation CreateChannel($input: CreateChannelInput!) {
  createChannel(input: $input) {
    channel {
      id
      handle
    }
    userErrors {
      code
      message
      path
    }
  }
}
`,
    variables: JSON.stringify(
      {
        input: {
          handle: 'curious-bees',
          name: 'Curious Bees',
          voice: { vendor: 'ELEVENLABS', voiceId: 'your voice id' },
        },
      },
      null,
      2,
    ),
  },
  {
    query: `# 3. Make an episode and start its pipeline at once.
mutation CreateEpisode($input: CreateEpisodeInput!) {
  createEpisode(input: $input) {
    episode {
      id
      number
    }
    run {
      id
      status
    }
    eventCursor
    userErrors {
      code
      message
      path
    }
  }
}
`,
    variables: JSON.stringify(
      { input: { channelId: 'from tab 2', topic: 'Why bees dance', targetSeconds: 45, start: true } },
      null,
      2,
    ),
  },
  {
    query: `# 4. Watch it. With the cursor of tab 3 nothing is missed.
subscription RunEvents($runId: ID!, $after: String) {
  runEvents(runId: $runId, after: $after) {
    sequence
    kind
    stage
    message
    progress
    stageProgress
    etaSeconds
    costUsd
    cursor
  }
}
`,
    variables: JSON.stringify({ runId: 'from tab 3', after: null }, null, 2),
  },
];
