using System.Diagnostics.Metrics;

namespace AIOps.Server.Notify;

/// <summary>What the notifier does, as metrics.</summary>
internal sealed class NotifyInstruments : IDisposable
{
    private readonly Meter _meter = new("AIOps.Notify");
    private readonly Counter<long> _decided;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _dead;

    public NotifyInstruments()
    {
        _decided = _meter.CreateCounter<long>("aiops.notify.messages", "{message}", "Messages about incidents that were decided, by kind.");
        _attempts = _meter.CreateCounter<long>("aiops.notify.deliveries", "{delivery}", "Deliveries that were tried, by channel and result.");
        _dead = _meter.CreateCounter<long>("aiops.notify.dead_letters", "{message}", "Messages that no channel attempt could deliver and that were given up; they can be replayed.");
    }

    public void ObservePending(Func<long> pending) =>
        _meter.CreateObservableGauge("aiops.notify.pending", pending, "{message}", "Messages that wait for their channel.");

    public void OnDecided(string kind) => _decided.Add(1, KeyValuePair.Create<string, object?>("kind", kind));

    public void OnAttempt(string channel, string result) =>
        _attempts.Add(1, KeyValuePair.Create<string, object?>("channel", channel), KeyValuePair.Create<string, object?>("result", result));

    public void OnDead(string channel) => _dead.Add(1, KeyValuePair.Create<string, object?>("channel", channel));

    public void Dispose() => _meter.Dispose();
}
