using System.Diagnostics;

namespace AIOps.Server.Tests.Serve;

/// <summary>A small real service (the shop's payments) that a catalogue describes: pid file, command, health probe.</summary>
internal sealed class WatchedProcess : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aiops-watched-").FullName;

    public int Port { get; } = FreePort.Take();

    public string PidFile => Path.Combine(_folder, "payments.pid");

    public string Catalogue => Path.Combine(_folder, "catalogue.yaml");

    public int Pid => int.Parse(File.ReadAllText(PidFile).Trim());

    private string Command => $"dotnet {ServiceProcess.BuiltProgram} shop payments --name payments-1 --port {Port} --pidfile {PidFile}";

    public static async Task<WatchedProcess> StartAsync()
    {
        var watched = new WatchedProcess();
        await File.WriteAllTextAsync(watched.Catalogue, $"""
            services:
              - workload: service:shop/payments
                tier: 1
                team: payments
                members:
                  - name: payments-1
                    attributes:
                      pidfile: {watched.PidFile}
                      command: {watched.Command}
                      workdir: {watched._folder}
                      log: {Path.Combine(watched._folder, "payments.log")}
                probes:
                  - name: health
                    member: payments-1
                    kind: http
                    address: http://127.0.0.1:{watched.Port}/healthz
            """);
        using var started = Process.Start("/bin/sh", ["-c", $"cd {watched._folder} && setsid nohup {watched.Command} >payments.log 2>&1 </dev/null &"]);
        await started.WaitForExitAsync();
        await ServiceProcess.UntilAsync("the watched service answers", TimeSpan.FromSeconds(30), watched.AnswersAsync);
        return watched;
    }

    /// <summary>Lines that the slow script of the crash tests wrote.</summary>
    public string[] Steps() => File.Exists(Path.Combine(_folder, "steps")) ? File.ReadAllLines(Path.Combine(_folder, "steps")) : [];

    public async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(1) };
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{Port}/healthz"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{Pid}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await SignalAsync("-KILL");
        }
        catch (Exception gone) when (gone is FormatException or IOException)
        {
            // it never started
        }

        Directory.Delete(_folder, recursive: true);
    }
}
