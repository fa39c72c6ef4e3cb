// 1. Initialize session via REST API (immediate response)
const initResponse = await fetch('http://127.0.0.1:8000/profile/initialize/user123', {
    method: 'POST'
});
console.log(await initResponse.json()); // {"status": "success", "message": "Wellness Profile Initialized"}

// 2. Connect to WebSocket for real-time server updates
const ws = new WebSocket('ws://127.0.0.1:8000/ws/wellness_profile/user123');

ws.onmessage = (event) => {
    const data = JSON.parse(event.data);
    if (data.event === 'ASSISTANT_QUESTION') {
        console.log('Assistant:', data.message);
    } else if (data.event === 'PROFILE_COMPLETE') {
        console.log('Profile Complete:', JSON.parse(data.message));
    }
};

// 3. Send user responses via REST API (immediate acknowledgment)
const sendAnswer = async (answer) => {
    const response = await fetch('http://127.0.0.1:8000/profile/userAnswer/user123', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ message: answer })
    });
    console.log(await response.json()); // {"status": "success", "message": "User Answer Sent"}
};

// Usage
await sendAnswer("I'm 28 years old and I try to exercise 3 times a week");
