export function createSwift() {
  throw new Error('later');
}
