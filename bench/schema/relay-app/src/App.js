import { graphql } from 'relay-runtime';

/** What a page of Relay does: fragments, connections with pages, refetching by id, a change, live events. */
export const wall = graphql`
  query AppWallQuery($count: Int!, $cursor: String) {
    ...App_channels @arguments(count: $count, cursor: $cursor)
  }
`;

export const channels = graphql`
  fragment App_channels on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" })
  @refetchable(queryName: "AppChannelsPageQuery") {
    channels(first: $count, after: $cursor) @connection(key: "App_channels") {
      edges {
        node {
          id
          ...App_channel
        }
      }
    }
  }
`;

export const channel = graphql`
  fragment App_channel on Channel
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" })
  @refetchable(queryName: "AppEpisodesPageQuery") {
    name
    handle
    episodes(first: $count, after: $cursor) @connection(key: "App_episodes") {
      edges {
        node {
          id
          ...App_episode
        }
      }
    }
  }
`;

export const episode = graphql`
  fragment App_episode on Episode @refetchable(queryName: "AppEpisodeQuery") {
    title
    latestRun {
      id
      status
      progress
    }
    video {
      url
      durationMs
    }
  }
`;

export const start = graphql`
  mutation AppStartMutation($input: StartPipelineInput!) {
    startPipeline(input: $input) {
      run {
        id
        status
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`;

export const events = graphql`
  subscription AppEventsSubscription($runId: ID!, $after: String) {
    runEvents(runId: $runId, after: $after) {
      cursor
      kind
      run {
        id
        status
        progress
      }
    }
  }
`;
