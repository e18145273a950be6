using System.Diagnostics;
using System.Globalization;
using AIOps.Server.Demo.Cast;

namespace AIOps.Server.Demo.Stage;

/// <summary>The service itself as a child process: <c>aiops serve</c> with a data folder of its own, free ports and compressed times, all by configuration.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _log;

    private ServiceProcess(Process process, Uri address, string dataFolder, string log)
    {
        _process = process;
        _log = log;
        Address = address;
        DataFolder = dataFolder;
    }

    public Uri Address { get; }

    public string DataFolder { get; }

    /// <summary>Starts it; what it says goes to a log file.</summary>
    public static ServiceProcess Start(string folder, string catalogue, int port, int otlpPort, int otlpHttpPort)
    {
        var data = Path.Combine(folder, "data");
        var log = Path.Combine(folder, "aiops.log");
        string[] words =
        [
            .. OwnProgram.Command, "serve", "--data", data, "--port", port.ToString(CultureInfo.InvariantCulture), "--catalogue", catalogue,
            .. ServiceSettings.All(otlpPort, otlpHttpPort).SelectMany(setting => new[] { "--set", $"{setting.Key}={setting.Value}" }),
        ];

        // exec keeps the process id; the shell only gives the child a log and a session of its own, so Ctrl-C reaches the demo alone.
        var script = $"exec setsid {ShellText.Quote(words)} >>{ShellText.Quote(log)} 2>&1 </dev/null";
        var process = Process.Start("/bin/sh", ["-c", script]) ?? throw new InvalidOperationException("aiops serve did not start");
        return new ServiceProcess(process, new Uri($"http://127.0.0.1:{port}"), data, log);
    }

    /// <summary>The token that it made at its first start.</summary>
    public string Token => File.ReadAllText(Path.Combine(DataFolder, "token")).Trim();

    /// <summary>Waits for <c>/readyz</c>.</summary>
    /// <exception cref="InvalidOperationException">It ended, or was not ready in a minute; the message holds the end of its log.</exception>
    public async Task ReadyAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(2) };
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < TimeSpan.FromMinutes(1) && !_process.HasExited)
        {
            try
            {
                using var response = await client.GetAsync(new Uri("/readyz", UriKind.Relative), cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // not yet
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }

        throw new InvalidOperationException($"aiops serve is not ready; the end of {_log}:\n{string.Join('\n', File.ReadLines(_log).TakeLast(20))}");
    }

    /// <summary>Ends it in an orderly way, and for good after ten seconds.</summary>
    public void Stop()
    {
        if (_process.HasExited)
        {
            return;
        }

        using (var kill = Process.Start("/bin/kill", ["-s", "TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(TimeSpan.FromSeconds(5));
        }
    }

    public void Dispose() => _process.Dispose();
}
