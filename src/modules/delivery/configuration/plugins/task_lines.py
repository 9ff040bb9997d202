"""Prints a line of JSON for each result of a task, and leaves what the run hands out in a file.

The lines are {"event": "task", "host", "task", "status", "seconds", "place", "message"} and
{"event": "no_hosts", "play"}. A status is ok, changed, skipped, would_run (check mode passes over it, so nobody knows),
failed, ignored (failed, and the playbook goes on) or unreachable. The file RUN_REPORT_FILE is {"outputs": what set_stats
says, "facts": {host: {name: value}}} with the facts that RUN_FACTS names.
"""
import json
import os
import time

from ansible.plugins.callback import CallbackBase

LONGEST_NAME = 500
LONGEST_MESSAGE = 2000


def first_text(result):
    """Why it failed, or what `debug` says; of a loop what its first failed item says."""
    for item in result.get('results') or []:
        if isinstance(item, dict) and (item.get('failed') or item.get('unreachable')):
            return first_text(item)
    for key in ('msg', 'stderr', 'censored', 'reason'):
        text = result.get(key)
        if text and not isinstance(text, str):
            text = json.dumps(text, default=str)
        if text:
            return text[:LONGEST_MESSAGE]
    return ''


def was_passed_over(result):
    """Whether a skipped result gives no reason: then the module cannot tell in check mode what it would do."""
    items = result.get('results')
    if items:
        return any(item.get('skipped') and was_passed_over(item) for item in items if isinstance(item, dict))
    return not any(key in result for key in ('skip_reason', 'skipped_reason', 'results'))


def never_changes(task):
    """Whether the playbook says of the task that it changes nothing."""
    said = task.changed_when
    return bool(said) and all(str(each).lower() in ('false', 'no') for each in said)


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'stdout'
    CALLBACK_NAME = 'task_lines'

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._begun = {}
        self._facts = {}
        self._wanted = [name for name in os.environ.get('RUN_FACTS', '').split(',') if name]

    @staticmethod
    def _print(line):
        print(json.dumps(line, default=str), flush=True)

    def _result(self, result, status, with_message):
        host, task = result._host.get_name(), result._task
        begun = self._begun.pop((host, task._uuid), None)
        place = task.get_path() or ''
        here = os.getcwd() + '/'
        self._print({
            'event': 'task',
            'host': host,
            'task': task.get_name()[:LONGEST_NAME],
            'status': status,
            'seconds': round(time.monotonic() - begun, 3) if begun else 0,
            'place': place[len(here):] if place.startswith(here) else place,
            'message': first_text(result._result) if with_message else '',
        })

    def v2_runner_on_start(self, host, task):
        self._begun[(host.get_name(), task._uuid)] = time.monotonic()

    def v2_runner_on_ok(self, result):
        values = result._result
        facts = values.get('ansible_facts')
        if isinstance(facts, dict):
            for name in self._wanted:
                if 'ansible_' + name in facts:
                    self._facts.setdefault(result._host.get_name(), {})[name] = facts['ansible_' + name]
        status = 'changed' if values.get('changed') else 'ok'
        items = [item for item in values.get('results') or [] if isinstance(item, dict)]
        if status == 'ok' and any(item.get('skipped') for item in items) and self._would_run(result):
            status = 'would_run'
        self._result(result, status, result._task.action in ('debug', 'ansible.builtin.debug'))

    def v2_runner_on_failed(self, result, ignore_errors=False):
        if not ignore_errors:
            status = 'failed'
        else:  # what fails in check mode may do so for want of what an earlier task makes
            status = 'would_run' if result._task.check_mode else 'ignored'
        self._result(result, status, True)

    def v2_runner_on_skipped(self, result):
        self._result(result, 'would_run' if self._would_run(result) else 'skipped', False)

    def v2_runner_on_unreachable(self, result):
        self._result(result, 'unreachable', True)

    @staticmethod
    def _would_run(result):
        task = result._task
        return bool(task.check_mode) and was_passed_over(result._result) and not never_changes(task)

    def v2_playbook_on_no_hosts_matched(self):
        self._print({'event': 'no_hosts', 'play': ''})

    def v2_playbook_on_stats(self, stats):
        said = dict(stats.custom)
        outputs = dict(said.pop('_run', {}))
        if said:
            outputs['hosts'] = said
        file = os.open(os.environ['RUN_REPORT_FILE'], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, 'w') as report:
            json.dump({'outputs': outputs, 'facts': self._facts}, report, default=str)
