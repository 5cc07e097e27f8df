/** What every server sends: an event about a run of an episode of a channel. */
export const SELECTION = `sequence kind stage message occurredAt progress stageProgress etaSeconds
  run { id status progress episode { id topic channel { id name } } }`;

/** The same content for those who have it in memory. */
export function eventOf(sequence) {
  return {
    ...{ sequence, kind: 'LOG', stage: 'VOICE', message: null, occurredAt: new Date().toISOString() },
    ...{ progress: 0.25, stageProgress: 0.5, etaSeconds: 100 },
    run: {
      id: 'UGlwZWxpbmVSdW46MDFhMjA3MWUtMDUzZC03NmNhLThmNzEtYmM0ZWIwM2M0NWNj',
      ...{ status: 'RUNNING', progress: 0.25 },
      episode: {
        id: 'RXBpc29kZTowMWEyMDcxZS0wNTNkLTc2Y2EtOGY3MS1iYzRlYjAzYzQ1Y2M',
        topic: 'Why bees dance',
        channel: { id: 'Q2hhbm5lbDowMWEyMDcxZS0wNTNkLTc2Y2EtOGY3MS1iYzRlYjAzYzQ1Y2M', name: 'Bees' },
      },
    },
  };
}

/** A server process hears from its parent how many events it is to send. */
export function obey(ready, send) {
  process.on('message', ({ from, count }) => {
    for (let sequence = from; sequence < from + count; sequence += 1) send(eventOf(sequence));
  });
  process.on('disconnect', () => process.exit(0));
  process.send(ready);
}
