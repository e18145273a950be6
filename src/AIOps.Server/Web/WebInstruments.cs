using System.Diagnostics.Metrics;

namespace AIOps.Server.Web;

/// <summary>What API and console count.</summary>
internal sealed class WebInstruments : IDisposable
{
    private readonly Meter _meter = new("AIOps.Server.Web");
    private readonly Counter<long> _requests;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _limits;
    private readonly Counter<long> _commands;
    private readonly Counter<long> _logins;
    private readonly UpDownCounter<long> _streams;
    private readonly Histogram<double> _commandWait;

    public WebInstruments()
    {
        _requests = _meter.CreateCounter<long>("aiops.web.requests", "{request}", "Answers of API and console by class of status.");
        _refusals = _meter.CreateCounter<long>("aiops.web.refusals", "{request}", "Requests refused before they were looked at, by reason.");
        _limits = _meter.CreateCounter<long>("aiops.web.limits", "{request}", "Requests that hit a bound, by bound.");
        _commands = _meter.CreateCounter<long>("aiops.web.commands", "{command}", "Changes of state asked for by people, by action and outcome.");
        _logins = _meter.CreateCounter<long>("aiops.web.logins", "{login}", "Logins to the console, by outcome.");
        _streams = _meter.CreateUpDownCounter<long>("aiops.web.streams", "{stream}", "Live streams that are open.");
        _commandWait = _meter.CreateHistogram<double>("aiops.web.command.wait", "s", "Time from a command to its effect, or to giving up waiting.");
    }

    public void ObserveStreams(Func<long> waiting, int most)
    {
        _meter.CreateObservableGauge("aiops.web.stream_events_waiting", waiting, "{event}", "Events in the buffer of the live stream that is furthest behind.");
        _meter.CreateObservableGauge("aiops.web.stream_events_limit", () => most, "{event}", "Events that the buffer of a live stream holds; one that is full is cut off and starts again.");
    }

    public void OnAnswered(int status) => _requests.Add(1, new KeyValuePair<string, object?>("status", status switch { < 300 => "2xx", < 400 => "3xx", < 500 => "4xx", _ => "5xx" }));

    public void OnRefused(string reason) => _refusals.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void OnLimit(string bound) => _limits.Add(1, new KeyValuePair<string, object?>("bound", bound));

    public void OnCommand(string action, string outcome, TimeSpan waited)
    {
        _commands.Add(1, new KeyValuePair<string, object?>("action", action), new KeyValuePair<string, object?>("outcome", outcome));
        _commandWait.Record(waited.TotalSeconds);
    }

    public void OnLogin(bool accepted) => _logins.Add(1, new KeyValuePair<string, object?>("outcome", accepted ? "accepted" : "refused"));

    public void OnStreamOpened() => _streams.Add(1);

    public void OnStreamClosed() => _streams.Add(-1);

    public void Dispose() => _meter.Dispose();
}
