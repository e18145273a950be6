using System.Globalization;

namespace AIOps.Incidents.Paging;

/// <summary>Business hours as the catalogue writes them: <c>Europe/Berlin Mon-Fri 08:00-18:00</c>; empty is always.</summary>
public static class BusinessCalendar
{
    private static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    /// <summary>Whether a moment lies in business hours. A calendar that cannot be read counts as always: it must not lower an urgency.</summary>
    public static bool IsOpen(string calendar, DateTimeOffset at)
    {
        if (Read(calendar) is not var (zone, first, last, opens, closes))
        {
            return true;
        }

        var local = TimeZoneInfo.ConvertTime(at, zone);
        var day = (int)local.DayOfWeek;
        var inDays = first <= last ? day >= first && day <= last : day >= first || day <= last;
        return inDays && TimeOnly.FromDateTime(local.DateTime).IsBetween(opens, closes);
    }

    /// <summary>Whether a calendar can be read; an empty one can.</summary>
    public static bool IsReadable(string calendar) => string.IsNullOrWhiteSpace(calendar) || Read(calendar) is not null;

    private static (TimeZoneInfo Zone, int First, int Last, TimeOnly Opens, TimeOnly Closes)? Read(string calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var parts = calendar.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 3 || !TimeZoneInfo.TryFindSystemTimeZoneById(parts[0], out var zone))
        {
            return null;
        }

        var days = parts[1].Split('-');
        var hours = parts[2].Split('-');
        var first = Array.IndexOf(Days, days[0]);
        var last = Array.IndexOf(Days, days[^1]);
        return first >= 0 && last >= 0 && hours.Length == 2
            && TimeOnly.TryParseExact(hours[0], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var opens)
            && TimeOnly.TryParseExact(hours[1], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var closes)
            ? (zone, first, last, opens, closes) : null;
    }
}
