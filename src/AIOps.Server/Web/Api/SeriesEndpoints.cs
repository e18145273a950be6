using System.Globalization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Server.Remote;

namespace AIOps.Server.Web.Api;

/// <summary>Series and windows of their samples for charts.</summary>
internal static class SeriesEndpoints
{
    /// <summary>Header of an answer that lacks what the remote store would have: why, in words.</summary>
    public const string NoteHeader = "AIOps-Note";

    private const int MaxSeriesOfAWindow = 50;
    private const int MaxPoints = 2_000;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(2);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/series", List).WithTags("Series").WithName("ListSeries").WithSummary("Series of a workload, or of all; match is a part of the series' name.").Produces<Page<SeriesView>>();
        api.MapGet("/windows", WindowsAsync).WithTags("Series").WithName("GetWindows").WithSummary("Samples of up to 50 series, thinned to the least and greatest of each bucket; what the local history does not have comes from the remote store, and the header AIOps-Note says when that failed.").Produces<IReadOnlyList<WindowView>>();
    }

    private static IResult List(ITelemetryHistory history, WebInstruments instruments, string? workload = null, string? match = null, int limit = 100, int offset = 0)
    {
        if (Bounds.Check(instruments, limit, offset) is { } problem)
        {
            return problem;
        }

        var all = history.FindSeries(string.IsNullOrEmpty(workload) ? null : workload)
            .Where(series => string.IsNullOrEmpty(match) || series.ToString().Contains(match, StringComparison.OrdinalIgnoreCase));
        var found = all.Skip(offset).Take(limit + 1).ToList();
        return TypedResults.Ok(new Page<SeriesView>([.. found.Take(limit).Select(SeriesView.Of)], null, found.Count > limit ? offset + limit : null));
    }

    private static async Task<IResult> WindowsAsync(ITelemetryHistory history, ChartHistory charts, WebInstruments instruments, TimeProvider time, HttpContext http, string? workload = null, DateTimeOffset? from = null, DateTimeOffset? to = null, int points = 300)
    {
        string[] asked = [.. http.Request.Query["series"].SelectMany(text => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        if (asked.Length is 0 or > MaxSeriesOfAWindow)
        {
            instruments.OnLimit("series-of-a-window");
            return Problems.BadValue("series", $"{asked.Length} ids", $"A window shows 1 to {MaxSeriesOfAWindow} series.", "give ids from GET /api/v1/series as series=ID");
        }

        if (points is < 2 or > MaxPoints)
        {
            instruments.OnLimit("points");
            return Problems.BadValue("points", $"{points}", $"A chart has 2 to {MaxPoints} points.", "ask for at most one per pixel");
        }

        var end = to ?? time.GetUtcNow();
        var start = from ?? end - TimeSpan.FromHours(1);
        if (start >= end || end - start > Longest)
        {
            instruments.OnLimit("window");
            return Problems.BadValue("from", $"{start:O} to {end:O}", "A window is longer than nothing and at most two days long.", "give from and to as 2026-01-31T03:04:05Z");
        }

        var ids = new HashSet<ulong>();
        foreach (var text in asked)
        {
            if (!ulong.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var id))
            {
                return Problems.BadValue("series", text, "Not the id of a series.", "copy ids from GET /api/v1/series: 16 hexadecimal digits");
            }

            ids.Add(id);
        }

        List<SeriesKey> series = [.. history.FindSeries(string.IsNullOrEmpty(workload) ? null : workload).Where(key => ids.Contains(key.Id))];
        ids.ExceptWith(series.Select(key => key.Id));
        var found = await charts.ReadAsync(series, ids, start, end, points, http.RequestAborted);
        if (found.Note is { } note)
        {
            // the store's own words may be in it, and a header is ASCII
            http.Response.Headers[NoteHeader] = string.Concat(note.Select(c => char.IsAscii(c) && !char.IsControl(c) ? c : '?'));
        }

        return TypedResults.Ok((IReadOnlyList<WindowView>)[.. found.Windows.Select(window => WindowView.Of(window, points))]);
    }
}
