using System.Net.NetworkInformation;
using System.Text.Json;
using AIOps.Remediation.Guarding;
using AIOps.Storage.Operational;
using AIOps.Storage.Remote;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace AIOps.Server.Cli;

/// <summary>Looks at ports, disk, clock, data folder, database, broker, remote store and service from outside, so that it helps when the service does not start.</summary>
internal sealed class Doctor(Uri url, string data, DoctorSettings settings, TimeProvider time)
{
    private const long LowDisk = 1L << 30;
    private const long EmptyDisk = 64L << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<DoctorFinding>> ExamineAsync(CancellationToken cancellationToken)
    {
        var service = await ServiceAsync(cancellationToken);
        var runs = service[0].Good;
        return [.. service, .. Settings(), .. Folder(), .. Disks(), .. await DatabaseAsync(cancellationToken), .. await BrokerAsync(cancellationToken), .. await RemoteStoreAsync(cancellationToken), .. PortFindings(runs), Memory(), ControlGroup()];
    }

    private async Task<IReadOnlyList<DoctorFinding>> ServiceAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = url, Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync("readyz", cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            var findings = new List<DoctorFinding> { DoctorFinding.Fine("service", $"answers at {url}") };
            findings.AddRange(JsonSerializer.Deserialize<JsonElement>(text).Items("checks").Select(check => check.Word("status") switch
            {
                "healthy" => DoctorFinding.Fine($"service: {check.Word("name")}", check.Word("words")),
                "degraded" => DoctorFinding.Hint($"service: {check.Word("name")}", check.Word("words"), check.Word("automation")),
                _ => DoctorFinding.Bad($"service: {check.Word("name")}", check.Word("words"), check.Word("automation")),
            }));
            if (answer.Headers.Date is { } there)
            {
                var apart = (there - time.GetUtcNow()).Duration();
                findings.Add(apart < TimeSpan.FromSeconds(5)
                    ? DoctorFinding.Fine("clock", "agrees with the service's")
                    : DoctorFinding.Bad("clock", $"is {apart.TotalSeconds:F0} s apart from the service's", "set both by NTP: timedatectl set-ntp true"));
            }

            return findings;
        }
        catch (JsonException)
        {
            return [DoctorFinding.Bad("service", $"something answers at {url}, but it is not aiops", "name the right address with --url, or give aiops another port: Server:Port")];
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return [DoctorFinding.Bad("service", $"does not answer at {url}", "start it with aiops serve; its log says why when it does not start")];
        }
    }

    private IEnumerable<DoctorFinding> Settings() => settings.Wrong.Count == 0
        ? [DoctorFinding.Fine("settings", "every one of them is read")]
        : settings.Wrong.Select(setting => DoctorFinding.Bad($"settings: {setting.Name}", setting.Problem, setting.Remedy));

    private IEnumerable<DoctorFinding> Folder()
    {
        if (!Directory.Exists(data))
        {
            yield return DoctorFinding.Hint("data folder", $"{data} does not exist yet", "the first start makes it; name another with --data or AIOPS_DATA");
            yield break;
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(data) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.OtherRead)) is var open and not UnixFileMode.None)
        {
            yield return DoctorFinding.Hint("data folder", $"{data} is open to others ({open})", $"chmod 700 {data}");
        }
        else
        {
            yield return DoctorFinding.Fine("data folder", data);
        }

        yield return Writable();
        var token = Path.Combine(data, "token");
        if (!File.Exists(token))
        {
            yield return DoctorFinding.Hint("token", $"{token} does not exist yet", "the first start makes it");
        }
        else if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(token) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != UnixFileMode.None)
        {
            yield return DoctorFinding.Bad("token", $"{token} can be used by others", $"rm {token}, then start the service: it makes a new one");
        }
        else
        {
            yield return DoctorFinding.Fine("token", "is its owner's alone");
        }
    }

    private DoctorFinding Writable()
    {
        var probe = Path.Combine(data, $".doctor-{Environment.ProcessId}");
        try
        {
            File.WriteAllText(probe, "probe");
            File.Delete(probe);
            return DoctorFinding.Fine("data folder: writing", "works");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return DoctorFinding.Bad("data folder: writing", failure.Message, $"run as its owner, or chown -R {Environment.UserName} {data}");
        }
    }

    private IEnumerable<DoctorFinding> Disks()
    {
        yield return Disk("disk", data, "free space, or name another data folder");
        if (!$"{settings.History}/".StartsWith($"{Path.TrimEndingDirectorySeparator(data)}/", StringComparison.Ordinal))
        {
            yield return Disk("disk: history", settings.History, "free space, or name another folder: History:Folder");
        }
    }

    private static DoctorFinding Disk(string what, string folder, string remedy)
    {
        var place = folder;
        while (!Directory.Exists(place) && Path.GetDirectoryName(place) is { } parent)
        {
            place = parent;
        }

        var free = new DriveInfo(place).AvailableFreeSpace;
        return free switch
        {
            < EmptyDisk => DoctorFinding.Bad(what, $"{free >> 20} MB are free at {place}", remedy),
            < LowDisk => DoctorFinding.Hint(what, $"{free >> 20} MB are free at {place}", "the history keeps less than 24 hours when it is short"),
            _ => DoctorFinding.Fine(what, $"{free >> 30} GB are free at {place}"),
        };
    }

    private async Task<IReadOnlyList<DoctorFinding>> DatabaseAsync(CancellationToken cancellationToken)
    {
        if (settings.PostgreSql.Length == 0)
        {
            return [DoctorFinding.Fine("database", "SQLite in the data folder")];
        }

        var found = await StoreExamination.OfAsync(settings.PostgreSql, Patience, time, cancellationToken);
        if (found.Problem is { } problem)
        {
            return [DoctorFinding.Bad("database", $"{found.Words}: {problem}", "is it running, and do host, user, password and database of Storage:PostgreSql fit? GRANT CREATE, USAGE ON SCHEMA gives the right to make tables")];
        }

        return [DoctorFinding.Fine("database", found.Words), found.ClockApart < TimeSpan.FromSeconds(5)
            ? DoctorFinding.Fine("database: clock", "agrees with ours")
            : DoctorFinding.Bad("database: clock", $"is {found.ClockApart.TotalSeconds:F0} s apart from ours", "set both by NTP: timedatectl set-ntp true")];
    }

    private async Task<IReadOnlyList<DoctorFinding>> BrokerAsync(CancellationToken cancellationToken)
    {
        if (settings.WrongBus.Count > 0)
        {
            return [.. settings.WrongBus.Select(mistake => DoctorFinding.Bad("broker", $"{mistake.Key} {mistake.Problem}", mistake.Remedy))];
        }

        if (settings.RabbitMq is not { } address)
        {
            return [DoctorFinding.Fine("broker", "in memory: one process does everything")];
        }

        var place = $"{address.Host}:{(address.Port > 0 ? address.Port : 5672)}{address.AbsolutePath}";
        try
        {
            var factory = new ConnectionFactory { Uri = address, RequestedConnectionTimeout = Patience, ClientProvidedName = "aiops doctor" };
            await using var connection = await factory.CreateConnectionAsync(cancellationToken);
            var version = connection.ServerProperties is { } properties && properties.TryGetValue("version", out var said) && said is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : "of unknown version";
            return [DoctorFinding.Fine("broker", $"RabbitMQ {version} at {place}")];
        }
        catch (ArgumentException)
        {
            // its message repeats the address
            return [DoctorFinding.Bad("broker", "Bus:Address has a path of several parts, or a user that cannot be read", "write amqp://user:password@host:5672/vhost, special characters as %XX")];
        }
        catch (BrokerUnreachableException failure)
        {
            return [failure.InnerException is AuthenticationFailureException or OperationInterruptedException
                ? DoctorFinding.Bad("broker", $"{place} refuses us: {failure.InnerException.Message}", "do user, password and virtual host of Bus:Address fit? rabbitmqctl list_users, list_permissions -p VHOST")
                : DoctorFinding.Bad("broker", $"{place} does not answer: {failure.InnerException?.Message ?? failure.Message}", "is it running, and does host and port of Bus:Address fit? rabbitmqctl status")];
        }
    }

    private async Task<IReadOnlyList<DoctorFinding>> RemoteStoreAsync(CancellationToken cancellationToken)
    {
        if (!settings.Remote.Writes && !settings.Remote.Queries && settings.WrongRemote.Count == 0)
        {
            return [DoctorFinding.Fine("remote store", "none: the history lies in the data folder alone")];
        }

        return settings.WrongRemote.Count > 0
            ? [.. settings.WrongRemote.Select(mistake => DoctorFinding.Bad("remote store", $"{mistake.Key} {mistake.Problem}", mistake.Remedy))]
            : [.. (await RemoteExamination.OfAsync(settings.Remote, Patience, time, cancellationToken)).Select(found => found.Problem is { } problem
                ? DoctorFinding.Bad($"remote store: {found.What}", problem, found.Remedy)
                : DoctorFinding.Fine($"remote store: {found.What}", "works"))];
    }

    private IEnumerable<DoctorFinding> PortFindings(bool serviceRuns)
    {
        var listening = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(endpoint => endpoint.Port).ToHashSet();
        if (!serviceRuns && url.IsLoopback && listening.Contains(url.Port))
        {
            yield return DoctorFinding.Bad($"port {url.Port}", "is taken by another program", $"find it with ss -ltnp sport = :{url.Port}, or give aiops another port: Server:Port");
        }

        if (!settings.Otlp.Enabled || !settings.Server.RoleSet.Contains("collect"))
        {
            yield return DoctorFinding.Fine("ports of OTLP", "none: this process does not receive");
            yield break;
        }

        foreach (var (port, what) in ((int, string)[])[(settings.Otlp.GrpcPort, "OTLP over gRPC"), (settings.Otlp.HttpPort, "OTLP over HTTP")])
        {
            yield return (port, serviceRuns, listening.Contains(port)) switch
            {
                (< 0, _, _) => DoctorFinding.Fine(what, "is switched off"),
                (0, _, _) => DoctorFinding.Fine(what, "takes a free port"),
                (_, true, true) => DoctorFinding.Fine($"port {port}", $"{what}: something listens"),
                (_, true, false) => DoctorFinding.Hint($"port {port}", $"{what}: nobody listens", "was the service started with other settings than these?"),
                (_, false, true) => DoctorFinding.Hint($"port {port}", $"{what}: taken by another program", $"another collector? find it with ss -ltnp sport = :{port}"),
                _ => DoctorFinding.Fine($"port {port}", $"{what}: free"),
            };
        }
    }

    // A look from here, with the rights of whoever asks; the service may have others.
    private DoctorFinding ControlGroup()
    {
        var (kills, limits, problem) = ControlGroups.Try(ControlGroups.Folders(settings.ControlGroup));
        return (kills, limits.Count, problem) switch
        {
            (_, _, { } why) => DoctorFinding.Hint("control groups", $"steps get none ({why}): memory is limited by prlimit, and what leaves a step's session is not killed with it", "delegate some: Delegate=yes and ProtectControlGroups=no in the unit, or prepare a folder and name it in Remediation:ControlGroup"),
            (true, > 0, _) => DoctorFinding.Fine("control groups", $"steps get their own, killed whole, with limits of {string.Join(", ", limits)}"),
            (true, _, _) => DoctorFinding.Hint("control groups", "steps get their own and are killed whole, but no controllers are handed on: memory is limited by prlimit", "prepare a folder with +memory +pids +cpu in its cgroup.subtree_control and name it in Remediation:ControlGroup"),
            _ => DoctorFinding.Fine("control groups", $"steps get their own, killed one process after the other, with limits of {(limits.Count == 0 ? "prlimit only" : string.Join(", ", limits))}"),
        };
    }

    private static DoctorFinding Memory()
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return available < 512L << 20
            ? DoctorFinding.Hint("memory", $"{available >> 20} MB for this process", "the service wants 512 MB when it watches more than its host")
            : DoctorFinding.Fine("memory", $"{available >> 20} MB for this process");
    }
}
