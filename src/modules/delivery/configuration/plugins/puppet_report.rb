# Leaves what a run did, or would do, as JSON in the file RUN_REPORT_FILE:
#   {"resources": [{"name", "status", "place", "seconds", "message"}], "facts": {host: {name: value}}}
# A status is changed, refreshed, skipped or failed; a resource that is as it should be is not named. Values of properties
# are left out: they may be secret. The facts are those that RUN_FACTS names.
require 'json'
require 'puppet'

Puppet::Reports.register_report(:run_report) do
  desc 'Leaves what a run did, or would do, as JSON in a file.'

  def process
    here = Dir.pwd + '/'
    # Without doing anything, what would be triggered is only told in the log.
    refreshed = logs.select { |log| log.message.start_with?("Would have triggered '") }.map(&:source)
    resources = resource_statuses.values.map do |status|
      word = word_for(status, refreshed)
      next if word.nil?

      place = status.file ? "#{status.file.delete_prefix(here)}:#{status.line}" : ''
      failure = status.events.find { |event| event.status == 'failure' }
      { 'name' => status.resource[0, 500], 'status' => word, 'place' => place,
        'seconds' => status.evaluation_time || 0, 'message' => failure ? failure.message.to_s[0, 2000] : '' }
    end
    wanted = ENV.fetch('RUN_FACTS', '').split(',').map { |name| [name, Facter.value(name)] }.to_h.compact
    File.open(ENV.fetch('RUN_REPORT_FILE'), File::WRONLY | File::CREAT | File::EXCL, 0o600) do |file|
      file.write(JSON.generate('resources' => resources.compact, 'facts' => wanted.empty? ? {} : { host => wanted }))
    end
  end

  def word_for(status, refreshed)
    return 'failed' if status.failed || status.failed_to_restart
    return 'skipped' if status.skipped && status.failed_dependencies && !status.failed_dependencies.empty?

    done = status.events.select { |event| %w[success noop].include?(event.status) }
    return 'changed' if done.any? { |event| event.name.to_s != 'refresh' }
    return 'refreshed' if !done.empty? || refreshed.include?('/' + status.containment_path.join('/'))

    nil
  end
end
