import DataLoader from 'dataloader';

/** In one group; more would be waited for by each of them, and would keep runs locked for long. */
const MOST_TOGETHER = 64;
/** Groups of one kind that are being done at the same time: while one waits for its commit, the next one is prepared. */
const AT_ONCE = 2;

/**
 * Does together what is asked for while earlier groups are being done: one statement or one commit for all of it. What is
 * asked for alone is done alone, at once: nobody waits for company.
 *
 * @param together answers in the order of the group; an `Error` is thrown at whoever asked for that one
 */
export function grouped<In, Out>(
  together: (group: readonly In[]) => Promise<readonly (Out | Error)[]>,
): (one: In) => Promise<Out> {
  let underWay = 0;
  const waiting: (() => void)[] = [];
  const goOn = (): void => {
    while (underWay < AT_ONCE) {
      const dispatch = waiting.shift();
      if (!dispatch) return;
      underWay += 1;
      setImmediate(dispatch);
    }
  };
  const loader = new DataLoader<In, Out>(
    (group) =>
      together(group).finally(() => {
        underWay -= 1;
        goOn();
      }),
    {
      cache: false,
      maxBatchSize: MOST_TOGETHER,
      batchScheduleFn: (dispatch) => {
        waiting.push(dispatch);
        goOn();
      },
    },
  );
  return (one) => loader.load(one);
}

/** One of its kind for each owner: what is grouped is what one process does. */
export function oneEach<Owner extends object, Made>(make: (owner: Owner) => Made): (owner: Owner) => Made {
  const made = new WeakMap<Owner, Made>();
  return (owner) => {
    const found = made.get(owner) ?? make(owner);
    made.set(owner, found);
    return found;
  };
}
