using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>A fault of a real process that a shipped runbook repairs, with a way to leave its cause in place and a wrong target to plant.</summary>
internal abstract class Drill : IAsyncDisposable
{
    public const string Workload = "service:drill/target";
    public const string Member = "target-1";
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(2) };
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public abstract string Runbook { get; }

    /// <summary>State fault, or empty for a fault of behaviour.</summary>
    public virtual string Fault => "";

    public virtual string Signal => "ProbeFailed";

    public virtual AnomalyKind Kind => AnomalyKind.Metric;

    /// <summary>The runbook acts on the service as a whole.</summary>
    public virtual bool OfService => false;

    /// <summary>A deploy came before the fault.</summary>
    public virtual bool AfterDeploy => false;

    /// <summary>The runbook only looks and proves nothing.</summary>
    public virtual bool OnlyLooks => false;

    /// <summary>What the owners wrote into the service catalogue; set by <see cref="StartAsync"/>.</summary>
    public Dictionary<string, string> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>The real files and processes.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("aiops-drill-").FullName;

    public string Entity => OfService ? Workload : $"{Workload}@{Member}";

    protected string PidFile => InFolder("target.pid");

    /// <summary>Brings a healthy target up.</summary>
    public abstract Task StartAsync();

    /// <summary>Does the harm that the runbook repairs.</summary>
    public abstract Task BreakAsync();

    /// <summary>Does it so that the repair cannot last.</summary>
    public abstract Task BreakForGoodAsync();

    /// <summary>Points the catalogue at something that must not be touched, and says what the refusal must name.</summary>
    public abstract Task<(SelfIdentity Self, string Refusal)> PlantAsync();

    /// <summary>What detects the fault.</summary>
    public abstract Task<bool> HealthyAsync();

    /// <summary>What a direct probe says.</summary>
    public virtual Task<bool> AnswersAsync() => HealthyAsync();

    /// <summary>What must be so after a repair besides the end of the fault.</summary>
    public virtual Task<string?> SideEffectAsync() => Task.FromResult<string?>(null);

    /// <summary>What must be so after an attempt without effect.</summary>
    public virtual Task<string?> TracesAsync() => Task.FromResult<string?>(null);

    public ServiceEntry Service() => new()
    {
        Workload = Workload,
        Environment = "test",
        Attributes = OfService ? Attributes : new Dictionary<string, string>(StringComparer.Ordinal),
        Members = OfService ? [] : [new MemberEntry(Member, Attributes)],
    };

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var file in Directory.GetFiles(Folder, "*.pid", SearchOption.AllDirectories))
        {
            if (int.TryParse((await File.ReadAllTextAsync(file)).Trim(), out var pid) && pid > 1)
            {
                await ShellAsync($"kill -KILL -{pid} 2>/dev/null; kill -KILL {pid} 2>/dev/null; true");
            }
        }

        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // A process that is dying still writes there; the folder is in /tmp.
        }
    }

    protected string InFolder(string name) => Path.Combine(Folder, name);

    /// <summary>Starts the owners' command in a session of its own, as its supervisor would.</summary>
    protected async Task LaunchAsync(string command, string pidFile)
    {
        Attributes["command"] = command;
        Attributes["pidfile"] = pidFile;
        Attributes["workdir"] = Folder;
        Attributes["log"] = InFolder("target.log");
        await ShellAsync($"setsid sh -c 'echo $$ >{pidFile}; exec {command.Replace("'", "'\\''", StringComparison.Ordinal)}' >>{InFolder("target.log")} 2>&1 </dev/null &");
        await UntilAsync(() => Task.FromResult(File.Exists(pidFile)), "its pid file is there");
    }

    /// <summary>A process that belongs to somebody else, and what it would mean to be it.</summary>
    protected async Task<(SelfIdentity Self, string Refusal)> PlantOurPidAsync(string attribute = "pidfile")
    {
        var bystander = InFolder("bystander.pid");
        await ShellAsync($"setsid sh -c 'echo $$ >{bystander}; exec sleep 600' >/dev/null 2>&1 </dev/null &");
        await UntilAsync(() => Task.FromResult(Pid(bystander) > 0), "the bystander runs");
        Attributes[attribute] = bystander;
        return (new SelfIdentity { Pids = [Pid(bystander)] }, "own-system");
    }

    protected static int Pid(string file) => File.Exists(file) && int.TryParse(File.ReadAllText(file).Trim(), out var pid) ? pid : 0;

    protected static async Task<HttpStatusCode?> GetAsync(string url)
    {
        try
        {
            using var response = await Client.GetAsync(new Uri(url));
            return response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    protected static async Task PostAsync(string url)
    {
        using var patient = new HttpClient { Timeout = Limit };
        using var response = await patient.PostAsync(new Uri(url), null);
        response.EnsureSuccessStatusCode();
    }

    protected static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Runs a shell command to its end and returns exit code and output.</summary>
    protected static async Task<(int Code, string Output)> ShellAsync(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/tmp" })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Limit);
        return (process.ExitCode, await output.WaitAsync(Limit) + await error.WaitAsync(Limit));
    }

    protected static async Task MustAsync(string command)
    {
        var (code, output) = await ShellAsync(command);
        Assert.That(code, Is.Zero, $"{command}: {output}");
    }

    protected async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(began) > Limit)
            {
                var log = InFolder("target.log");
                Assert.Fail($"{Runbook}: it did not come about that {what}; {(File.Exists(log) ? await File.ReadAllTextAsync(log) : "no log")}");
            }

            await Task.Delay(50);
        }
    }

    protected Task UntilHealthyAsync() => UntilAsync(HealthyAsync, "the target is healthy");

    protected Task UntilSickAsync() => UntilAsync(async () => !await HealthyAsync(), "the fault shows");
}
