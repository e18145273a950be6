using System.Diagnostics.Metrics;
using AIOps.Contracts.Incidents;
using AIOps.Incidents.Correlation;

namespace AIOps.Server.Correlate;

/// <summary>What the correlator does, as metrics.</summary>
internal sealed class CorrelationInstruments : IDisposable
{
    private readonly Meter _meter = new("AIOps.Correlation");
    private readonly Counter<long> _events;
    private readonly Counter<long> _opened;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _unreadable;
    private readonly Histogram<double> _ranking;
    private readonly Counter<long> _rawPages;

    public CorrelationInstruments()
    {
        _events = _meter.CreateCounter<long>("aiops.correlation.events", "{event}", "Events that the correlator applied.");
        _opened = _meter.CreateCounter<long>("aiops.correlation.incidents_opened", "{incident}", "Incidents that were opened.");
        _rejected = _meter.CreateCounter<long>("aiops.correlation.commands_rejected", "{command}", "Commands that did not apply to their incident's state.");
        _unreadable = _meter.CreateCounter<long>("aiops.correlation.events_unreadable", "{event}", "Events whose payload could not be read; they were passed over.");
        _ranking = _meter.CreateHistogram<double>("aiops.correlation.ranking_duration", "s", "Time to read the evidence of an incident and rank its suspects.");
        _rawPages = _meter.CreateCounter<long>("aiops.correlation.raw_pages", "{alert}", "Critical alerts that were in no notified incident in time and paged as they are.");
    }

    public void ObserveOpen(Func<IEnumerable<Incident>> incidents)
    {
        _meter.CreateObservableGauge(
            "aiops.correlation.incidents",
            () => incidents().Where(incident => incident.State is not IncidentState.Candidate).GroupBy(incident => (incident.State, incident.Priority)).Select(group => new Measurement<long>(
                group.Count(),
                new KeyValuePair<string, object?>("state", group.Key.State.ToString()),
                new KeyValuePair<string, object?>("priority", group.Key.Priority.ToString()))).ToArray(),
            "{incident}",
            "Incidents that the correlator holds and that are not closed, by state and priority.");
        _meter.CreateObservableGauge("aiops.correlation.candidates", () => incidents().LongCount(incident => incident.State == IncidentState.Candidate), "{incident}", "Candidates that wait to be confirmed.");
    }

    /// <summary>What the correlator at work counts: what it took, dropped, and where a bound was hit.</summary>
    public void ObserveCounters(Func<CorrelatorCounters> counters)
    {
        _meter.CreateObservableCounter("aiops.correlation.signals", () => counters().Signals, "{signal}", "Signals that were taken.");
        _meter.CreateObservableCounter("aiops.correlation.signals_omitted", () => counters().SignalsOmitted, "{signal}", "Signals that a full incident only counts.");
        _meter.CreateObservableCounter("aiops.correlation.onsets_moved", () => counters().OnsetsMoved, "{signal}", "Onsets too far in the past or in the future that were moved to the bound.");
        _meter.CreateObservableCounter("aiops.correlation.echoes", () => counters().Echoes, "{signal}", "Echoes of our own messages that were dropped.");
        _meter.CreateObservableCounter("aiops.correlation.noise", () => counters().Noise, "{incident}", "Candidates that nothing confirmed.");
        _meter.CreateObservableCounter("aiops.correlation.overflowed", () => counters().Overflowed, "{incident}", "Candidates that were given up because too many incidents are open.");
    }

    public void ObservePages(Func<CorrelatorCounters> counters, Func<int> wrong, Func<int> allowed)
    {
        _meter.CreateObservableGauge("aiops.pages.false_in_shift", wrong, "{page}", "Pages of the last 12 hours that turned out to be false: called so, or gone by themselves before anybody took them up.");
        _meter.CreateObservableGauge("aiops.pages.false_allowed", allowed, "{page}", "False pages that a shift of 12 hours may have; when it is spent, pages that rest on statistics alone wait.");
        _meter.CreateObservableCounter("aiops.pages.wanted", () => counters().Pages, "{page}", "Pages that were wanted since this process leads.");
        _meter.CreateObservableCounter("aiops.pages.delayed", () => counters().PagesDelayed, "{page}", "Pages that waited because the shift's budget of false pages was spent.");
    }

    public void OnEvents(int count) => _events.Add(count);

    public void OnOpened() => _opened.Add(1);

    public void OnRejected() => _rejected.Add(1);

    public void OnUnreadable() => _unreadable.Add(1);

    public void OnRanked(TimeSpan took) => _ranking.Record(took.TotalSeconds);

    public void OnRawPage() => _rawPages.Add(1);

    public void Dispose() => _meter.Dispose();
}
