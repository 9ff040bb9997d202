// Configuration comes from the environment only.

export class ConfigError extends Error {}

/** Reads HOST, PORT and DB_*. Throws a ConfigError that names every problem at once, not only the first. */
export function readConfig(environment) {
  const problems = [];
  const required = (name) => {
    if (!environment[name]) problems.push(`${name} is not set`);
    return environment[name];
  };

  const port = environment.PORT || '8080';
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
    problems.push(`PORT is '${port}', expected a number from 1 to 65535`);
  }
  const database = {
    host: required('DB_HOST'),
    port: required('DB_PORT'),
    name: required('DB_NAME'),
    username: required('DB_USERNAME'),
    password: required('DB_PASSWORD'),
  };
  if (problems.length > 0) throw new ConfigError(`configuration: ${problems.join('; ')}`);
  return { host: environment.HOST || '127.0.0.1', port: Number(port), database };
}
