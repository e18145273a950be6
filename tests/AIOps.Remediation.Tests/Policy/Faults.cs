using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Policy;

/// <summary>Twenty faults that a shipped runbook repairs, and ten situations in which acting is wrong.</summary>
internal static class Faults
{
    private static readonly (string, string)[] Process = [("pidfile", "/run/orders.pid"), ("command", "orders --port 1"), ("workdir", "/srv"), ("log", "/tmp/orders.log")];
    private static readonly Dictionary<string, bool> Answering = Probe(true);
    private static readonly Dictionary<string, bool> WholeFails = new(StringComparer.Ordinal) { [Fault.Workload] = false };
    private static readonly Dictionary<string, bool> WholeAnswers = new(StringComparer.Ordinal) { [Fault.Workload] = true };

    /// <summary>A fault that no runbook repairs: what can be known is collected.</summary>
    public static Fault Unknown { get; } = new("nobody knows what it is", "collect-diagnostics") { Signal = "http.server.request.duration.p95", Service = Fault.With(Process), Probes = Answering };

    /// <summary>Faults that can be repaired; files of a configuration are in a folder.</summary>
    public static IReadOnlyList<Fault> Repairable(string folder) =>
    [
        new("a process crashed", "restart-service") { Kind = "down", Service = Fault.With(Process) },
        new("a process hangs", "restart-service") { Kind = "hung", Service = Fault.With(Process) },
        new("one of two members is down and only the service is named", "restart-service")
        {
            Kind = "down",
            Culprit = Fault.Workload,
            Service = Some.Service(members: [("orders-1", Process), ("orders-2", Process)]) ,
            Probes = new Dictionary<string, bool>(StringComparer.Ordinal) { [$"{Fault.Workload}@orders-1"] = true, [$"{Fault.Workload}@orders-2"] = false },
        },
        new("a systemd unit failed", "restart-unit") { Kind = "down", Service = Fault.With(("unit", "orders.service")) },
        new("a systemd unit hangs", "restart-unit") { Kind = "hung", Service = Fault.With(("unit", "orders.service")) },
        new("a container exited", "restart-container") { Kind = "down", Service = Fault.With(("container", "orders")) },
        new("a container hangs", "restart-container") { Kind = "hung", Service = Fault.With(("container", "orders")) },
        new("a disk is full", "clear-disk") { Kind = "full", Signal = "disk.full", Service = Fault.With(("prune", "/var/cache/orders")), Probes = Answering },
        new("a disk fills up", "clear-disk") { Signal = "system.filesystem.utilization", SignalKind = AnomalyKind.Forecast, Predicted = true, Severity = Severity.Warning, Service = Fault.With(("prune", "/var/cache/orders")), Probes = Answering },
        new("a queue worker is stuck", "restart-worker") { Signal = "queue.depth", Service = Fault.With([.. Process, ("drain_url", "http://127.0.0.1:1/drain")]), Probes = Answering },
        new("a backlog grows", "restart-worker") { Signal = "worker_backlog_jobs", Severity = Severity.Error, Service = Fault.With([.. Process, ("drain_url", "http://127.0.0.1:1/drain")]), Probes = Answering },
        new("memory leaks", "recycle-process") { Signal = "process.memory.usage", Severity = Severity.Error, Service = Fault.With([.. Process, ("recycle", "yes")]), Probes = Answering },
        new("a leak will end in a crash", "recycle-process") { Signal = "process.open_file_descriptors", SignalKind = AnomalyKind.Forecast, Predicted = true, Severity = Severity.Warning, Service = Fault.With([.. Process, ("recycle", "yes")]), Probes = Answering },
        new("a job takes the processor", "restart-runaway") { Signal = "process.cpu.utilization", Severity = Severity.Error, Service = Fault.With([.. Process, ("interruptible", "yes")]), Probes = Answering },
        new("errors since a configuration change", "rollback-config") { Signal = "http.server.error_ratio", Severity = Severity.Error, Service = Fault.With([.. Process, ("config", Path.Combine(folder, "config")), ("config_last_good", Path.Combine(folder, "config.good"))]), Probes = Answering },
        new("errors since a deploy", "rollback-release") { Signal = "http.server.error_ratio", Severity = Severity.Error, Deployed = true, Culprit = Fault.Workload, Service = Fault.Whole(("namespace", "shop"), ("deployment", "orders")), Probes = WholeAnswers },
        new("a query runs away", "kill-runaway-query") { Signal = "postgresql.query.seconds", Severity = Severity.Error, Service = Fault.With(("pg_host", "db1"), ("pg_port", "5432"), ("pg_database", "orders"), ("pg_user", "ops"), ("pg_runaway_seconds", "60")), Probes = Answering },
        new("a cache holds poison", "flush-cache") { Signal = "cache.deserialization.errors", Severity = Severity.Error, Service = Fault.With(("redis_host", "cache1"), ("redis_port", "6379"), ("redis_prefix", "price:")), Probes = Answering },
        new("a database primary is down", "failover-replica") { Kind = "down", Culprit = Fault.Workload, Service = Fault.Whole(("replica_host", "db2"), ("replica_port", "5432"), ("replica_user", "ops"), ("switch_command", "switch")), Probes = WholeFails },
        new("a certificate runs out", "renew-certificate") { Signal = "tls.certificate.days_remaining", Severity = Severity.Warning, Service = Fault.With(("certificate", "/etc/tls/orders.pem"), ("renew_command", "renew"), ("reload_command", "reload")), Probes = Answering },
        new("all workers are taken", "scale-out") { Signal = "worker.utilization", Severity = Severity.Error, Culprit = Fault.Workload, Service = Fault.Whole(("scale_out", "scale +1"), ("scale_in", "scale -1")), Probes = WholeAnswers },
    ];

    /// <summary>Situations that look like a fault that can be repaired, and must be left alone.</summary>
    public static IReadOnlyList<Fault> LeaveAlone(string folder, DateTimeOffset now) =>
    [
        new("nobody knows the service", "") { Kind = "down", Service = null },
        new("the alarm is false: the member answers", "") { Kind = "down", Service = Fault.With(Process), Probes = Answering },
        new("the ranking is unsure", "") { Kind = "down", Service = Fault.With(Process), Confidence = 0.3 },
        new("it is our own store", "") { Kind = "down", Service = Fault.With(Process), Self = new SelfIdentity { Workloads = [Fault.Workload] } },
        new("a release day is frozen", "") { Kind = "down", Service = Fault.With(Process), Freezes = [new Freeze("release", "*", now.AddHours(-1), now.AddHours(1), "bob", "release day")] },
        new("somebody pulled the kill switch", "") { Kind = "down", Service = Fault.With(Process), KillSwitches = [new KillSwitch(KillSwitch.Global, "ann", "odd things happen", now)] },
        new("all members fail at once, so their cause is shared", "")
        {
            Kind = "down",
            Culprit = Fault.Workload,
            Service = Some.Service(members: [("orders-1", Process), ("orders-2", Process)]),
            Probes = new Dictionary<string, bool>(StringComparer.Ordinal) { [$"{Fault.Workload}@orders-1"] = false, [$"{Fault.Workload}@orders-2"] = false },
        },
        new("errors, but the configuration is the good one", "") { Signal = "http.server.error_ratio", Severity = Severity.Error, Service = Fault.With([.. Process, ("config", Path.Combine(folder, "config.good")), ("config_last_good", Path.Combine(folder, "config.good"))]), Probes = Answering },
        new("nothing says whether it lives", "") { Kind = "down", Service = Fault.With(Process), Probes = new Dictionary<string, bool>(StringComparer.Ordinal) },
        new("it recovered meanwhile", "") { Kind = "down", Service = Fault.With(Process), State = IncidentState.Resolved },
    ];

    private static Dictionary<string, bool> Probe(bool answers) => new(StringComparer.Ordinal) { [$"{Fault.Workload}@orders-1"] = answers };
}
