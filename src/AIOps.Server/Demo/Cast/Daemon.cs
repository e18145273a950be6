using System.Diagnostics;
using System.Globalization;
using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Cast;

/// <summary>
/// A member on this machine, run like any daemon without a supervisor: a start command, a pid file, a log, a configuration file with its last good copy.
/// Nothing here restarts it: that is what the service is for.
/// </summary>
internal sealed class Daemon
{
    private readonly string _folder;

    private Daemon(MemberPlan plan, string folder)
    {
        Plan = plan;
        _folder = folder;
    }

    public MemberPlan Plan { get; }

    public string WorkFolder => _folder;

    public string StartFile => Path.Combine(_folder, "start");

    public string PidFile => Path.Combine(_folder, "pid");

    public string LogFile => Path.Combine(_folder, "log");

    public string ConfigFile => Path.Combine(_folder, "config.json");

    public string LastGoodConfigFile => Path.Combine(_folder, "config.last-good.json");

    public Uri Health => new(Plan.Address, "/healthz");

    /// <summary>Makes its folder, files and start command.</summary>
    public static Daemon Install(MemberPlan plan, string root, Uri? otlp, ProcessSettings settings)
    {
        var daemon = new Daemon(plan, Path.Combine(root, plan.Name));
        Directory.CreateDirectory(daemon._folder);
        settings.Write(daemon.ConfigFile);
        settings.Write(daemon.LastGoodConfigFile);
        string[] words =
        [
            .. OwnProgram.Command, "shop", plan.Role, "--name", plan.Name, "--port", plan.Port.ToString(CultureInfo.InvariantCulture),
            "--config", daemon.ConfigFile, "--pidfile", daemon.PidFile, .. otlp is null ? [] : new[] { "--otlp", otlp.ToString() }, .. plan.More,
        ];

        // small processes on a small machine: no background collector, no profile-guided recompilation, at most 1.5 GB
        var script = $"""
            #!/bin/sh
            export DOTNET_gcConcurrent=0 DOTNET_TieredPGO=0 DOTNET_gcServer=0 DOTNET_GCHeapHardLimit=0x60000000
            cd {ShellText.Quote(daemon._folder)} && exec {ShellText.Quote(words)}

            """;
        File.WriteAllText(daemon.StartFile, script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(daemon.StartFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return daemon;
    }

    /// <summary>Starts it in a session of its own, so that it outlives whoever started it.</summary>
    public void Start()
    {
        using var shell = Process.Start("/bin/sh", ["-c", $"setsid {ShellText.Quote(StartFile)} >>{ShellText.Quote(LogFile)} 2>&1 </dev/null &"])
            ?? throw new InvalidOperationException("no shell");
        shell.WaitForExit();
    }

    /// <summary>The process id in the pid file when that process lives and is this daemon.</summary>
    public int? Pid()
    {
        try
        {
            var pid = int.Parse(File.ReadAllText(PidFile).Trim(), CultureInfo.InvariantCulture);
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains(ConfigFile, StringComparison.Ordinal) ? pid : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Sends a signal by its name; false when the process is not there.</summary>
    public bool Signal(string name)
    {
        if (Pid() is not { } pid)
        {
            return false;
        }

        using var kill = Process.Start("/bin/kill", ["-s", name, pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        return kill.ExitCode == 0;
    }

    /// <summary>Ends it for good, whatever state it is in.</summary>
    public void Destroy()
    {
        Signal("CONT");
        Signal("KILL");
    }
}
