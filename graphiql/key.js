const NAME = 'acog-key';

/** A key in the address (`#key=…`) is taken over and removed from it, so that it is not kept in the history. */
export function takeKeyFromAddress() {
  const key = new URLSearchParams(location.hash.slice(1)).get('key');
  if (key === null) return;
  setKey(key);
  history.replaceState(null, '', location.pathname + location.search);
}

/** Kept for this tab alone. */
export function getKey() {
  return sessionStorage.getItem(NAME) ?? '';
}

export function setKey(key) {
  sessionStorage.setItem(NAME, key.trim());
}

export function authorization() {
  const key = getKey();
  return key === '' ? {} : { authorization: `Bearer ${key}` };
}
