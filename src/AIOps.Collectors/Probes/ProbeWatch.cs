using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Probes;

/// <summary>One probe of one service: runs it, keeps its latest result, and tells when it starts to fail and when it is well again.</summary>
internal sealed class ProbeWatch
{
    private readonly string _workload;
    private readonly int _tier;
    private readonly Prober _prober;
    private readonly ProbeRegistry _registry;
    private readonly ProbeSamples _samples;
    private readonly ITelemetrySink _sink;
    private readonly CollectorInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ProbeJudge _judge;
    private readonly EntityId _entity;
    private readonly SeriesKey _success;
    private readonly SeriesKey _duration;
    private bool _unclean;
    private DateTimeOffset? _failingSince;
    private DateTimeOffset _startsAt;
    private ExternalAlert? _untold;

    public ProbeWatch(ServiceEntry service, ProbeEntry probe, Prober prober, ProbeRegistry registry, ProbeSamples samples, ITelemetrySink sink, CollectorInstruments instruments, TimeProvider time)
    {
        Probe = probe;
        _workload = service.Workload;
        _tier = service.Tier;
        _prober = prober;
        _registry = registry;
        _samples = samples;
        _sink = sink;
        _instruments = instruments;
        _time = time;
        _judge = new ProbeJudge(probe.FailuresToAlert, probe.SuccessesToClear);
        _entity = new EntityId(service.Workload, probe.Member);
        KeyValuePair<string, string>[] labels = [KeyValuePair.Create("probe", probe.Name)];
        _success = new SeriesKey(_entity, "probe.success", labels, "1", SeriesKind.Ratio);
        _duration = new SeriesKey(_entity, "probe.duration", labels, "s", SeriesKind.Gauge);
    }

    public ProbeEntry Probe { get; }

    /// <summary>Runs the probe once.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var at = _time.GetUtcNow();
        var result = await _prober.ProbeAsync(Probe, cancellationToken).ConfigureAwait(false);
        var now = _time.GetUtcNow();
        _registry.Set(_workload, new ProbeReading(Probe.Name, Probe.Member, result.Success, result.FaultKind, result.Detail, at, now + (3 * (Probe.Interval + Probe.Timeout))));
        var kept = _samples.Add(_success, now.ToUnixTimeMilliseconds(), result.Success ? 1 : 0) && (!result.Success || _samples.Add(_duration, now.ToUnixTimeMilliseconds(), result.Duration.TotalSeconds));
        if (!kept)
        {
            _instruments.OnRefused(Collector.Probes, Refusal.Overload);
        }

        _unclean = result.Unclean;
        _failingSince = result.Success ? null : _failingSince ?? at;
        switch (_judge.Observe(result))
        {
            case ProbeChange.Fires:
                _startsAt = _failingSince ?? at;
                _untold = Alert(now, firing: true, result.Detail);
                break;
            case ProbeChange.Clears:
                _untold = Alert(now, firing: false, $"{Probe.Name} answers again");
                break;
            default:
                break;
        }

        if (_untold is { } alert && (await _sink.AcceptAsync(alert, cancellationToken).ConfigureAwait(false)).RetryAfter is null)
        {
            _untold = null;
            _instruments.OnAccepted(Collector.Probes, 1);
        }
    }

    private ExternalAlert Alert(DateTimeOffset now, bool firing, string summary) => new()
    {
        Fingerprint = $"probe:{_entity}:{Probe.Name}",
        Source = "probe",
        Name = "ProbeFailed",
        Entity = _entity,
        Severity = _tier <= 2 ? Severity.Critical : Severity.Error,
        Firing = firing,
        StartsAt = firing ? _startsAt : _startsAt == default ? now : _startsAt,
        EndsAt = firing ? null : now,
        ReceivedAt = now,
        Authenticated = true,
        StateFault = _judge.FaultKind.Length > 0,
        FaultKind = _judge.FaultKind,
        Summary = summary,
        Labels = Labels(),
    };

    private Dictionary<string, string> Labels()
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["probe"] = Probe.Name, ["kind"] = Probe.Kind, ["address"] = Probe.Address };
        if (_unclean)
        {
            labels["exit"] = "unclean";
        }

        return labels;
    }
}
