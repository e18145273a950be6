using System.Text.Json;

namespace AIOps.Server.Demo.Processes;

/// <summary>The configuration file as it is now: read again when it changes, and kept as it was when it cannot be read.</summary>
internal sealed partial class LiveSettings(string? path, ILogger<LiveSettings> logger, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private string _text = path is not null && File.Exists(path) ? File.ReadAllText(path) : "";

    public ProcessSettings Current { get; private set; } = path is not null && File.Exists(path) ? ProcessSettings.Read(path) : ProcessSettings.Default;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (path is not null && await timer.WaitForNextTickAsync(stoppingToken))
        {
            Reload(path);
        }
    }

    private void Reload(string file)
    {
        try
        {
            var text = File.ReadAllText(file);
            if (text == _text)
            {
                return;
            }

            _text = text;
            Current = ProcessSettings.Read(file);
            Log.Reloaded(logger, file, Current.Version, string.Join(' ', Current.Backends));
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            Log.NotRead(logger, file, error.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9101, LogLevel.Information, "Configuration {File} was reloaded: version {Version}, back ends {Backends}")]
        public static partial void Reloaded(ILogger logger, string file, string version, string backends);

        [LoggerMessage(9102, LogLevel.Warning, "Configuration {File} could not be read and stays as it was: {Problem}")]
        public static partial void NotRead(ILogger logger, string file, string problem);
    }
}
