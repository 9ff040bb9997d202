# Leaves what a run did, or in why-run mode would do, as JSON in the file RUN_REPORT_FILE:
#   {"resources": [{"name", "status", "place", "seconds", "message"}], "facts": {host: {name: value}}}
# A status is changed, refreshed (by a notification), unforeseen (why-run mode passes over it) or failed; a resource that is
# as it should be is not named. Values of properties are left out: they may be secret. The facts are those that RUN_FACTS
# names, with dots between the names of nested ones.
require 'json'

# What a recipe is given beside its attributes. Secret values are no attributes: those are written down with the node.
module Towpath
  def self.secret(name)
    @secrets ||= JSON.parse(File.read(ENV.fetch('RUN_SECRETS_FILE'))).freeze
    @secrets.fetch(name.to_s)
  end
end

# Hears what happens in a run.
class TowpathReport < Chef::EventDispatch::Base
  def initialize
    super
    @here = "#{Dir.pwd}/"
    @resources = {}
    @facts = {}
  end

  def resource_action_start(resource, _action, notification_type = nil, _notifier = nil)
    @begun = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    @notified = notification_type ? resource.to_s : nil
  end

  def resource_updated(resource, _action)
    add(resource, @notified == resource.to_s ? 'refreshed' : 'changed')
  end

  def resource_bypassed(resource, *)
    add(resource, 'unforeseen')
  end

  def resource_failed(resource, _action, exception)
    add(resource, 'failed', exception.message)
  end

  def node_load_completed(node, *)
    wanted = ENV.fetch('RUN_FACTS', '').split(',')
    values = wanted.map { |name| [name, fact(node, name)] }.to_h.compact
    @facts = values.empty? ? {} : { 'localhost' => values }
  end

  def run_completed(*)
    write
  end

  # What is wrong before any resource is looked at has no resource: the recipe itself then.
  def run_failed(exception, *)
    unless @resources.values.any? { |each| each['status'] == 'failed' }
      place = (exception.backtrace || []).find { |line| line.start_with?(@here) }.to_s
      @resources['recipe'] = { 'name' => exception.class.name, 'status' => 'failed', 'seconds' => 0,
                               'place' => place.delete_prefix(@here)[/\A[^:]*:\d+/].to_s,
                               'message' => exception.message.to_s.delete_prefix(@here)[0, 2000] }
    end
    write
  end

  private

  def fact(node, name)
    name.split('.').reduce(node) { |at, key| at.nil? ? nil : at[key] }
  end

  # One resource may act several times; that it failed is the last word, that it changed more than that it was triggered.
  def add(resource, status, message = '')
    name = resource.to_s[0, 500]
    before = @resources[name]
    return if before && (before['status'] == 'changed' && status != 'failed')

    place = resource.respond_to?(:source_line) ? resource.source_line.to_s : ''
    seconds = @begun ? Process.clock_gettime(Process::CLOCK_MONOTONIC) - @begun : 0.0
    @resources[name] = { 'name' => name, 'status' => status, 'seconds' => seconds.to_f,
                         'place' => place.delete_prefix(@here)[/\A[^:]*:\d+/].to_s, 'message' => message.to_s[0, 2000] }
  end

  def write
    File.open(ENV.fetch('RUN_REPORT_FILE'), File::WRONLY | File::CREAT | File::EXCL, 0o600) do |file|
      file.write(JSON.generate('resources' => @resources.values, 'facts' => @facts))
    end
  end
end
