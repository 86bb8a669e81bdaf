/** What is mostly known at once, and sometimes only later: nobody waits a turn of the event loop for what is known. */

/** Goes on with a value as soon as it is there: at once, unless it is a promise. What `next` throws is thrown, or rejected. */
export function onceKnown<Value, Result>(value: Value | Promise<Value>, next: (value: Value) => Result | Promise<Result>): Result | Promise<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}
